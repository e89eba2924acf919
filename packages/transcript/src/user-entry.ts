import * as v from 'valibot';
import { apiMessage, toBlocks, type Block } from './content.ts';
import { recordOrNull, stringOrNull, trueOrFalse } from './fields.ts';
import type { Entry } from './types.ts';
import { classifyUserText, type UserText } from './user-text.ts';

const userFields = v.object({
  isMeta: trueOrFalse,
  isCompactSummary: trueOrFalse,
  origin: recordOrNull,
  turnOrigin: stringOrNull,
});

const queuedCommand = v.object({
  type: v.literal('queued_command'),
  prompt: v.optional(v.unknown()),
  commandMode: stringOrNull,
  origin: recordOrNull,
});

/** A user entry, or an attachment that carries what the person said while Claude Code worked. */
export interface UserEntry {
  blocks: (Block | null)[];
  /** Whose words a text block is. */
  classify: (text: string) => UserText;
  /** The entry began a turn, by what Claude Code itself wrote into it (2.1.3xx). */
  beginsTurn: boolean;
}

export function userEntry(entry: Entry): UserEntry | null {
  if (entry.type === 'user') return plainUserEntry(entry);
  if (entry.type === 'attachment') return queuedUserEntry(entry);
  return null;
}

function plainUserEntry({ raw }: Entry): UserEntry | null {
  const message = apiMessage(raw);
  if (message === null) return null;
  const { isMeta, isCompactSummary, origin, turnOrigin } = v.parse(userFields, raw);
  return {
    blocks: toBlocks(message.content),
    beginsTurn: turnOrigin !== null,
    classify: (text) => {
      if (isMeta || isCompactSummary) return { kind: 'remark', text };
      return origin?.['kind'] === 'human' ? { kind: 'prompt', text } : classifyUserText(text);
    },
  };
}

/**
 * A prompt that was sent during a tool call is handed to the model with the tool's result, and stands in the
 * transcript as an attachment only (measured on 2.1.330).
 */
function queuedUserEntry({ raw }: Entry): UserEntry | null {
  const result = v.safeParse(queuedCommand, raw['attachment']);
  if (!result.success) return null;
  const { prompt, commandMode, origin } = result.output;
  const isPrompt = commandMode === null || commandMode === 'prompt';
  return {
    blocks: toBlocks(prompt),
    beginsTurn: false,
    classify: (text) => {
      if (isPrompt && origin?.['kind'] === 'human') return { kind: 'prompt', text };
      const classified = classifyUserText(text);
      return isPrompt || classified.kind !== 'prompt' ? classified : { kind: 'notification', text };
    },
  };
}
