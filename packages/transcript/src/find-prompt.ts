import * as v from 'valibot';
import { stringOrNull } from './fields.ts';
import { toMessages } from './to-messages.ts';
import type { Entry } from './types.ts';

/**
 * Where a prompt was seen. `conversation`: the model was, or will be, given it.
 * `queue`: Claude Code holds it until the turn is over, or held it when the person took it back.
 */
export interface PromptSighting {
  entry: Entry;
  where: 'conversation' | 'queue';
}

/**
 * The newest place where exactly this prompt stands, or null. White space at its ends does not count, since
 * Claude Code strips it. Pass only what was written after the prompt was typed: the same words may
 * stand further up as well.
 */
export function findPrompt(entries: Iterable<Entry>, prompt: string): PromptSighting | null {
  const wanted = normalise(prompt);
  let found: PromptSighting | null = null;
  for (const entry of entries) {
    const where = standsIn(entry, wanted);
    if (where === 'conversation' || (where === 'queue' && found?.where !== 'conversation')) {
      found = { entry, where };
    }
  }
  return found;
}

const queueFields = v.object({ operation: stringOrNull, content: stringOrNull });

function standsIn(entry: Entry, wanted: string): PromptSighting['where'] | null {
  if (entry.type === 'queue-operation') {
    const { operation, content } = v.parse(queueFields, entry.raw);
    return operation === 'enqueue' && normalise(content ?? '') === wanted ? 'queue' : null;
  }
  if (entry.type !== 'user' && entry.type !== 'attachment') return null;
  const said = toMessages(entry).some(
    ({ role, contentType, text }) =>
      role === 'user' && contentType === 'text' && normalise(text) === wanted,
  );
  return said ? 'conversation' : null;
}

function normalise(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trim();
}
