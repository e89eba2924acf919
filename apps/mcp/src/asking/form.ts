import type { Pending, Question, Session } from '@aegis/protocol';
import type { ElicitRequestFormParams, ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { visible } from './visible.ts';

type Form = Pick<ElicitRequestFormParams, 'message' | 'requestedSchema'>;
type Field = Form['requestedSchema']['properties'][string];

/** Characters of what is asked about; more is not read by anybody. */
const MOST_SHOWN = 20_000;
/** Rows of a message that Claude Code 2.1.330 shows whole. */
const SHOWN_ROWS = 4;

function whole(text: string): string {
  if (text.length <= MOST_SHOWN) return visible(text);
  const left = text.length - MOST_SHOWN;
  return `${visible(text.slice(0, MOST_SHOWN))}\n[… ${left} more characters are NOT shown here; decline if you have to see them]`;
}

/** What exactly would run: a command as it does, with what else is in the input after it; of anything else, the input. */
function subject({ toolName, toolInput }: Pending): string[] {
  if (toolInput === null) return toolName === null ? [] : [toolName];
  const { command, plan, ...rest } = toolInput;
  if (typeof plan === 'string') return [plan];
  if (typeof command !== 'string') return [`${toolName ?? ''} ${JSON.stringify(toolInput)}`.trim()];
  const more = Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)];
  return [`${toolName ?? 'Command'}: ${command}`, ...more];
}

/** Rows that a text takes on a terminal of 80 columns. */
function rowsOf(text: string): number {
  return text
    .split('\n')
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / 80)), 0);
}

/**
 * What would run stands first, and all of it in as few rows as may be: Claude Code 2.1.330 shows a message of four rows, and
 * three of a longer one. One that may be cut says so before anything else.
 */
function messageOf(about: readonly string[], id: string, rest: string): string {
  const lines = [...about.map(whole), rest];
  const rows = rowsOf(lines.join('\n'));
  const warning = `LONG: about ${rows} rows, of which you may see the first ones only. Cancel if you have to see them all: aegis status ${id}`;
  return (rows > SHOWN_ROWS ? [warning, ...lines] : lines).join('\n');
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
  const head = `Session "${visible(name)}" (${id}) in ${visible(workDir)}`;
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
  const yes = accepted === undefined ? 'it goes on' : `“${visible(accepted)}”`;
  const about = subject(pending);
  const answers = `Accept: ${yes}, once. Decline: rejected. Cancel: left open.`;
  return {
    message: messageOf(about.length === 0 ? [pending.title] : about, id, `${head}. ${answers}`),
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
