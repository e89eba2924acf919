import { AegisError, type AnswerBody, type Question, type Session } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { oneLine } from '../text/neutralise.ts';
import { UsageError } from '../usage-error.ts';
import { questionView } from '../views/pending-view.ts';
import { parseAnswers, parseReply } from './parse-answers.ts';
import { requestIdOf } from './pending-request.ts';

export interface AnswerFlags {
  answer?: readonly string[];
  request?: string;
}

async function askOne(
  { io, output }: CommandContext,
  question: Question,
): Promise<string | string[]> {
  output.remark(question, questionView);
  for (;;) {
    const reply = await io.ask('Number or text: ');
    if (reply === null) throw new UsageError('The input ended before every question was answered.');
    const answer = parseReply(question, reply);
    if (answer !== null) return answer;
    output.note(`Give a number from 1 to ${question.options.length}, or an answer of your own.`);
  }
}

function questionsOf({ id, pending, status }: Session): readonly Question[] {
  if (!pending) {
    throw new AegisError('nothing_pending', `Session ${id} asks nothing: it is ${status}.`);
  }
  if (pending.kind !== 'question') {
    throw new AegisError(
      'not_a_question',
      `Session ${id} waits on "${pending.title}", which is no question.`,
    );
  }
  return pending.questions;
}

async function answersFor(
  context: CommandContext,
  questions: readonly Question[],
  given: readonly string[] | undefined,
): Promise<AnswerBody['answers']> {
  if (given) return parseAnswers(questions, given);
  if (!context.io.stdinIsTty || context.output.json) {
    throw new UsageError('Without a terminal, give each answer: --answer "QUESTION=ANSWER".');
  }
  const answers: AnswerBody['answers'] = {};
  for (const question of questions) answers[question.question] = await askOne(context, question);
  return answers;
}

export const answer: CommandHandler<AnswerFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const answers = await answersFor(context, questionsOf(session), flags.answer);
  const requestId = requestIdOf(session, flags.request);
  const body: AnswerBody = requestId === undefined ? { answers } : { answers, requestId };
  const result = await client.answer(session.id, body, { signal: io.signal });
  output.answer(result, ({ chosen, via }) => `Answered: ${oneLine(chosen)} (by ${via})`);
  return EXIT.ok;
};
