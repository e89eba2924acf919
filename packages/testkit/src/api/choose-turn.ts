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

/**
 * @param turnNumber counts from 0, HTTP errors already answered included
 * @param occasion tells this prompt from the same words at another place
 */
export function chooseTurn(
  { kind, prompt }: Pick<Conversation, 'kind' | 'prompt'>,
  scripts: Scripts,
  turnNumber: number,
  occasion = '',
): ModelTurn {
  if (kind === 'compaction') {
    return scripts.compaction.find(prompt ?? '', occasion)?.[turnNumber] ?? [say(SUMMARY)];
  }
  if (kind === 'side') return [say('Scripted side reply')];
  if (prompt === null) return [say('Scripted reply')];
  const turns = scripts[kind].find(prompt, occasion);
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
