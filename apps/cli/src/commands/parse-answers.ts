import type { AnswerBody, Question } from '@aegis/protocol';
import { UsageError } from '../usage-error.ts';

type Answers = AnswerBody['answers'];

/** How a question may be called on the command line: by its text, its header or its number from 1. */
function namesOf({ question, header }: Question, index: number): string[] {
  return [question, ...(header === null ? [] : [header]), String(index + 1)];
}

interface Assignment {
  question: Question;
  value: string;
}

function assign(questions: readonly Question[], text: string): Assignment {
  const found = questions.flatMap((question, index) =>
    namesOf(question, index)
      .filter((name) => text.startsWith(`${name}=`))
      .map((name) => ({ question, name })),
  );
  // A question may itself hold an equals sign: the longest name is the one that is meant.
  const best = found.sort((a, b) => b.name.length - a.name.length)[0];
  if (!best) {
    const list = questions.map(({ question }, index) => `${index + 1}. ${question}`).join('; ');
    throw new UsageError(
      `${JSON.stringify(text)} names none of the questions. Write --answer "QUESTION=ANSWER", where the question is its text, its header or its number: ${list}`,
    );
  }
  const value = text.slice(best.name.length + 1);
  if (value === '') throw new UsageError(`${JSON.stringify(text)} holds no answer.`);
  return { question: best.question, value };
}

/** `--answer` options as answers by question text. @throws UsageError */
export function parseAnswers(questions: readonly Question[], texts: readonly string[]): Answers {
  const given = new Map<Question, string[]>();
  for (const text of texts) {
    const { question, value } = assign(questions, text);
    given.set(question, [...(given.get(question) ?? []), value]);
  }
  const answers: Answers = {};
  for (const [{ question, multiSelect }, values] of given) {
    const [first = '', ...more] = values;
    if (more.length > 0 && !multiSelect) {
      throw new UsageError(
        `${JSON.stringify(question)} takes one answer, and ${values.length} are given.`,
      );
    }
    answers[question] = multiSelect ? values : first;
  }
  return answers;
}

/**
 * What a person typed for one question: numbers of options (several with commas where that is allowed), a label, or
 * text of their own. Null where it answers nothing.
 */
export function parseReply(
  { options, multiSelect }: Question,
  reply: string,
): string | string[] | null {
  const text = reply.trim();
  if (text === '') return null;
  const parts = multiSelect ? text.split(',').map((part) => part.trim()) : [text];
  const numbers = parts.filter((part) => /^\d{1,3}$/.test(part));
  if (numbers.length < parts.length) return multiSelect ? [text] : text;
  const labels = numbers.map((number) => options[Number(number) - 1]?.label);
  const known = labels.filter((label) => label !== undefined);
  if (known.length < labels.length) return null;
  return multiSelect ? known : (known[0] ?? null);
}
