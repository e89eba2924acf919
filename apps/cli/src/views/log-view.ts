import type { Message } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';

/** Lines of a tool's result that are shown; `read` shows all. */
const RESULT_LINES = 6;
/** Of a tool's input. */
const LONGEST_INPUT = 160;

export interface LogOptions {
  /** Show results and inputs whole. */
  full: boolean;
}

/** `12:04:31` of a timestamp, in UTC as everything that Aegis says. */
export function timeOf(at: string | null): string {
  return at === null ? '--:--:--' : at.slice(11, 19);
}

function shorten(text: string, { full }: LogOptions): string {
  const lines = text.trimEnd().split('\n');
  if (full || lines.length <= RESULT_LINES) return lines.join('\n');
  return [...lines.slice(0, RESULT_LINES), `… ${lines.length - RESULT_LINES} more lines`].join(
    '\n',
  );
}

/** What a tool is used on, on one line: its command, its file, or all that it was given. */
function inputOf({ toolInput }: Message, { full }: LogOptions): string {
  if (toolInput === null) return '';
  const { command, file_path: path } = toolInput;
  const text =
    typeof command === 'string'
      ? command
      : typeof path === 'string' && !full
        ? path
        : JSON.stringify(toolInput);
  const line = oneLine(text);
  return full || line.length <= LONGEST_INPUT ? line : `${line.slice(0, LONGEST_INPUT)}…`;
}

function wordOf({ role, contentType, isError, isSidechain }: Message): string {
  const word = {
    text: role,
    thinking: 'thinks',
    tool_use: 'tool',
    tool_result: isError ? 'error' : 'result',
    image: 'image',
    document: 'file',
    other: 'other',
  }[contentType];
  return isSidechain ? `↳${word}` : word;
}

function styleOf({ role, contentType, isError }: Message, style: Style) {
  if (isError) return style.red;
  if (contentType === 'text') return role === 'user' ? style.cyan : style.bold;
  return style.dim;
}

/** Wide enough for every word. */
const WORD = 9;
const MARGIN = 8 + 2 + WORD + 1;

/** One piece of a conversation: time, who or what, and what was said, its further lines below one another. */
export function logView(message: Message, style: Style, options: LogOptions): string {
  const { contentType, toolName } = message;
  const text =
    contentType === 'tool_use'
      ? `${toolName ?? '?'} ${inputOf(message, options)}`.trimEnd()
      : contentType === 'tool_result'
        ? shorten(message.text, options)
        : message.text.trimEnd();
  const head = `${style.dim(timeOf(message.timestamp))}  ${styleOf(message, style)(wordOf(message).padEnd(WORD))}`;
  return `${head} ${indent(text, MARGIN).trimStart()}`.trimEnd();
}
