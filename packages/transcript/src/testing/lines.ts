import { parseLine } from '../parse-line.ts';
import type { Entry } from '../types.ts';

/** An entry as if it stood in a file; `fields` is the line's object. */
export function entryOf(fields: Record<string, unknown>): Entry {
  const line = JSON.stringify(fields);
  return parseLine(line, 0, line.length + 1);
}

export function userLine(content: unknown, fields: Record<string, unknown> = {}): Entry {
  return entryOf({ type: 'user', uuid: 'u', message: { role: 'user', content }, ...fields });
}

export function assistantLine(
  content: unknown,
  fields: Record<string, unknown> = {},
  message: Record<string, unknown> = {},
): Entry {
  return entryOf({
    type: 'assistant',
    uuid: 'a',
    requestId: 'req_1',
    message: {
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-opus-5-5',
      stop_reason: 'end_turn',
      content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
      ...message,
    },
    ...fields,
  });
}
