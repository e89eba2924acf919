import { AegisError } from '@aegis/protocol';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { toMessages } from '@aegis/transcript';
import { readEntries } from '@aegis/transcript/node';
import { isMissingFile } from '../session/missing-file.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { promptOf } from '../session/session-transcript.ts';

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

/**
 * Those that can be sent again: a command of Claude Code's own is no task. All that was written: a prompt that was
 * interrupted before anything was said to it is not in the conversation any more.
 */
async function promptsOf({ record }: ManagedSession): Promise<string[]> {
  const prompts: string[] = [];
  for (const { path } of record.transcripts) {
    if (path === null) continue;
    try {
      for await (const entry of readEntries(path)) {
        prompts.push(
          ...toMessages(entry)
            .flatMap(promptOf)
            .map(({ text }) => text),
        );
      }
    } catch (error) {
      if (!isMissingFile(error)) throw error;
    }
  }
  return prompts.filter(canBeSent);
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
