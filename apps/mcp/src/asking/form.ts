import type { Pending, Question, Session } from '@aegis/protocol';
import type { ElicitRequestFormParams, ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { visible } from './visible.ts';

type Form = Pick<ElicitRequestFormParams, 'message' | 'requestedSchema'>;
type Field = Form['requestedSchema']['properties'][string];

/** Characters of what is asked about; more is not read by anybody. */
const MOST_SHOWN = 20_000;

function whole(text: string): string {
  if (text.length <= MOST_SHOWN) return visible(text);
  const left = text.length - MOST_SHOWN;
  return `${visible(text.slice(0, MOST_SHOWN))}\n[… ${left} more characters are NOT shown here; decline if you have to see them]`;
}

function subject({ toolName, toolInput }: Pending): string | null {
  if (toolInput === null) return toolName;
  const { command, plan } = toolInput;
  if (typeof plan === 'string') return plan;
  const rest = JSON.stringify(toolInput, null, 2);
  // A command is shown as it runs; what else is in the input, after it.
  return typeof command === 'string'
    ? `${toolName ?? 'Command'}:\n${command}\n\n${rest}`
    : `${toolName ?? ''} ${rest}`;
}

function fieldOf({ question, header, multiSelect, options }: Question): Field {
  const names = options.map(({ label }) => label);
  const title = visible(header ?? question).slice(0, 200);
  const described = options
    .map(({ label, description }) => (description === null ? label : `${label}: ${description}`))
    .join('; ');
  const description = visible(`${question} (${described})`);
  if (multiSelect) {
    return { type: 'array', title, description, items: { type: 'string', enum: names } };
  }
  return { type: 'string', title, description, enum: names };
}

/** Fields are named by place: a question's text is a key in no form. */
const fieldName = (index: number) => `question_${index + 1}`;

/** What is put to the user: which session asks, what exactly would run, and what the answers to choose from mean. */
export function toForm(session: Session, pending: Pending): Form {
  const { name, id, workDir } = session;
  const head = `Claude Code session "${visible(name)}" (${id}) in ${visible(workDir)}`;
  if (pending.kind === 'question') {
    const fields = pending.questions.map((question, index) => [
      fieldName(index),
      fieldOf(question),
    ]);
    return {
      message: `${head} asks you. Decline to tell it that you do not answer; cancel to leave the question open.`,
      requestedSchema: {
        type: 'object',
        properties: Object.fromEntries(fields) as Record<string, Field>,
        required: pending.questions.map((_question, index) => fieldName(index)),
      },
    };
  }
  const accepted = pending.options.find(({ role }) => role === 'accept')?.label;
  const about = subject(pending);
  return {
    message: [
      `${head} asks for permission: ${visible(pending.title)}`,
      ...(about === null ? [] : [whole(about)]),
      `Accept: ${accepted === undefined ? 'it goes on' : `“${visible(accepted)}”`}, this once. Decline: it is rejected. Cancel: it stays open.`,
    ].join('\n\n'),
    requestedSchema: { type: 'object', properties: {} },
  };
}

/** The user's answers by question, as a session takes them; null where one is missing. */
export function toAnswers(
  { questions }: Pending,
  content: ElicitResult['content'],
): Record<string, string | string[]> | null {
  const answers: Record<string, string | string[]> = {};
  for (const [index, { question }] of questions.entries()) {
    const value = content?.[fieldName(index)];
    if (typeof value !== 'string' && !Array.isArray(value)) return null;
    answers[question] = value;
  }
  return answers;
}
