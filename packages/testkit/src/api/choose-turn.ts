import { say } from '../model/builders.ts';
import type { ModelTurn } from '../model/step.ts';
import type { Conversation } from './conversation.ts';
import type { ScriptBook } from './script-book.ts';

export interface Scripts {
  readonly main: ScriptBook;
  readonly subagent: ScriptBook;
  readonly compaction: ScriptBook;
}

/** The characters of a prompt that an unscripted reply repeats. */
const ECHO_LENGTH = 80;

/** `turnNumber` counts from 0, HTTP errors already answered included. */
export function chooseTurn(
  conversation: Conversation,
  scripts: Scripts,
  turnNumber: number,
): ModelTurn {
  const { kind, prompt } = conversation;
  if (kind === 'compaction') {
    return scripts.compaction.find(prompt ?? '')?.[turnNumber] ?? [say(SUMMARY)];
  }
  if (kind === 'side') return [say('Scripted side reply')];
  if (prompt === null) return [say('Scripted reply')];
  const turns = scripts[kind].find(prompt);
  if (turns === null)
    return [say(`Scripted reply to: ${prompt.slice(0, ECHO_LENGTH).toWellFormed()}`)];
  return turns[turnNumber] ?? afterwards(turns);
}

/** An API that went on failing to the end of the script stays so: CC repeats some errors with other headers. */
function afterwards(turns: readonly ModelTurn[]): ModelTurn {
  const last = turns.at(-1);
  return last?.at(-1)?.type === 'error' ? last : [say('Done.')];
}

const SUMMARY =
  '<analysis>A scripted conversation.</analysis>\n<summary>The user tried a scripted model.</summary>';
