import type { Message } from '@aegis/protocol';

/** Characters of a conversation as a resource; get_transcript has the rest, page by page. */
const MOST_CHARACTERS = 200_000;

function heading({
  role,
  contentType,
  toolName,
  isError,
  isSidechain,
  timestamp,
}: Message): string {
  const what = contentType === 'text' ? '' : ` ${contentType.replace('_', ' ')}`;
  const marks = [
    toolName === null ? null : `(${toolName})`,
    isError ? '(error)' : null,
    isSidechain ? '(subagent)' : null,
    timestamp,
  ].filter((mark) => mark !== null);
  return `## ${role}${what} ${marks.join(' ')}`.trimEnd();
}

/** A fence that nothing in the text closes. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function block(message: Message): string {
  const isSpoken = message.contentType === 'text' || message.contentType === 'thinking';
  const text =
    message.contentType === 'tool_use' && message.toolInput !== null
      ? JSON.stringify(message.toolInput, null, 2)
      : message.text;
  return `${heading(message)}\n\n${isSpoken ? text : fenced(text)}\n`;
}

/** A conversation for reading, oldest first; of a very long one the end. */
export function renderTranscript(messages: readonly Message[]): string {
  const blocks: string[] = [];
  let characters = 0;
  for (const message of [...messages].reverse()) {
    const text = block(message);
    characters += text.length;
    if (characters > MOST_CHARACTERS && blocks.length > 0) break;
    blocks.unshift(text);
  }
  const left = messages.length - blocks.length;
  if (left > 0) blocks.unshift(`_${left} earlier pieces are left out; get_transcript has them._\n`);
  return blocks.length === 0 ? '_Nothing has been said yet._\n' : blocks.join('\n');
}
