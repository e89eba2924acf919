import { apiMessage } from './content.ts';
import { toMessages } from './to-messages.ts';
import type { Entry } from './types.ts';
import { turnEffect } from './turn-effect.ts';
import { userEntry } from './user-entry.ts';

/**
 * What the model said last in the newest turn: the text of its last message that has some, though that came in
 * several entries. Null where the turn has none, so that an earlier turn's words are never taken for an answer.
 */
export function lastAssistantText(entries: readonly Entry[]): string | null {
  const texts: string[] = [];
  let messageId: string | null = null;
  for (const entry of entries.toReversed()) {
    if (entry.isSidechain) continue;
    if (texts.length === 0 && beginsTurn(entry)) return null;
    if (entry.type !== 'assistant') continue;
    const id = apiMessage(entry.raw)?.id ?? null;
    if (texts.length > 0 && (id === null || id !== messageId)) break;
    const said = toMessages(entry)
      .filter(({ role, contentType }) => role === 'assistant' && contentType === 'text')
      .map(({ text }) => text);
    if (said.length > 0) messageId = id;
    texts.unshift(...said);
  }
  return texts.length === 0 ? null : texts.join('\n\n');
}

function beginsTurn(entry: Entry): boolean {
  if (entry.type !== 'user' || turnEffect(entry) !== 'open') return false;
  const blocks = userEntry(entry)?.blocks ?? [];
  return !blocks.some((block) => block?.type === 'tool_result');
}
