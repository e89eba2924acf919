import { AegisError } from '@aegis/protocol';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { readConversation } from '../session/read-conversation.ts';
import type { ManagedSession } from '../session/managed-session.ts';

/** Begins the idempotency keys of what recovery sends. */
export const NUDGE_KEY = 'aegis.nudge.';

/** The last prompt that somebody gave, a person in the terminal included; not a nudge. Null: none is known. */
export async function lastPrompt(session: ManagedSession): Promise<string | null> {
  const prompts = await promptsOf(session);
  const nudges = new Set(session.outbox.textsWithKey(NUDGE_KEY));
  return prompts.findLast((text) => !nudges.has(text)) ?? null;
}

/** The prompt that it began with. */
export async function firstPrompt(session: ManagedSession): Promise<string | null> {
  const { firstPromptId } = session.record;
  const given = firstPromptId === null ? null : session.outbox.textOf(firstPromptId);
  return given ?? (await promptsOf(session))[0] ?? null;
}

/** Those that can be sent again: a command of Claude Code's own is no task. */
async function promptsOf({ record }: ManagedSession): Promise<string[]> {
  const { messages } = await readConversation(record, { role: 'user' });
  return messages
    .filter(({ contentType, text }) => contentType === 'text' && canBeSent(text))
    .map(({ text }) => text);
}

function canBeSent(text: string): boolean {
  try {
    checkPrompt(text, 'text');
    return true;
  } catch (error) {
    if (AegisError.is(error)) return false;
    throw error;
  }
}
