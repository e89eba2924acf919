import type { SessionExit } from '@aegis/protocol';
import type { RuntimeExit } from '../ports/runtime.ts';

/** Reasons of a SessionEnd hook after which the process ends in peace; others go on, or are told of any end. */
const LEAVES: ReadonlySet<string> = new Set(['prompt_input_exit', 'logout']);

/** Whether Claude Code says that somebody has left it. */
export function isFarewell({ event, word }: { event: string; word: string | null }): boolean {
  return event === 'SessionEnd' && word !== null && LEAVES.has(word);
}

/**
 * Why a session has ended that nobody was told to end.
 * @param farewell whether Claude Code said that it was left: tmux 3.3 does not always tell how a program ended
 */
export function exitReason(
  { cause, code, signal }: Pick<RuntimeExit, 'cause' | 'code' | 'signal'>,
  farewell: boolean,
): SessionExit['reason'] {
  if (cause === 'gone') return 'runtime_lost';
  const isUntold = code === null && signal === null;
  const inPeace = cause === 'left' || code === 0 || (isUntold && farewell);
  return inPeace ? 'exited' : 'crashed';
}
