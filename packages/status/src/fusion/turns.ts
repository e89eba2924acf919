import type { HookObservation, TurnEnd } from '../types.ts';
import type { StatusState, Turn } from './state.ts';
import { STOP_GRACE_MS } from './timing.ts';

/** What a hook of the main thread says about the turn. */
export function hearTurn(state: StatusState, event: HookObservation, at: number): StatusState {
  if (event.agentId !== null) return state;
  switch (event.name) {
    case 'UserPromptSubmit':
      return openTurn(state, at, true);
    case 'Stop':
      return endTurn(state, { outcome: 'completed', error: null, text: event.message, at });
    case 'StopFailure':
      return endTurn(state, {
        outcome: failureOutcome(event.word),
        error: event.word ?? 'unknown',
        text: event.message,
        at,
      });
    default:
      return state;
  }
}

function failureOutcome(word: string | null): TurnEnd['outcome'] {
  if (word === 'refusal') return 'refused';
  return word === 'rate_limit' || word === 'billing_error' ? 'limited' : 'failed';
}

function openTurn(state: StatusState, at: number, byHook: boolean): StatusState {
  const endBefore = state.seen?.value.turnEnd?.text ?? null;
  return { ...state, turn: { phase: 'open', since: at, byHook, endBefore }, turnEnd: null };
}

function endTurn(state: StatusState, turnEnd: TurnEnd): StatusState {
  return { ...state, turn: { phase: 'none' }, turnEnd };
}

/**
 * Follow the turn by the status, where no hook tells: an interrupt fires none. `busy`: what the sources together say.
 */
export function followTurn(state: StatusState, busy: 'working' | 'idle' | null): StatusState {
  const { turn, now } = state;
  if (turn.phase === 'none') return busy === 'working' ? reopen(state) : state;
  if (busy === 'working' && turn.phase === 'ending') {
    const { since, byHook, endBefore } = turn;
    return { ...state, turn: { phase: 'open', since, byHook, endBefore } };
  }
  if (busy !== 'idle') return state;
  const ending: Turn = turn.phase === 'ending' ? turn : { ...turn, phase: 'ending', endedAt: now };
  const end = endWithoutHook(state, ending);
  if (end === 'not yet') return { ...state, turn: ending };
  return end === 'unknown' ? { ...state, turn: { phase: 'none' } } : endTurn(state, end);
}

/** Work without a prompt that we heard of: an adopted session, or hooks that do not reach us. */
function reopen(state: StatusState): StatusState {
  // The last frames of a turn that a hook has ended are no new one.
  if (state.hook?.value === 'idle' && state.now - state.hook.since < STOP_GRACE_MS) return state;
  return openTurn(state, state.now, false);
}

function endWithoutHook(
  state: StatusState,
  turn: Extract<Turn, { phase: 'ending' }>,
): TurnEnd | 'not yet' | 'unknown' {
  const { settled, transcript, now } = state;
  const at = turn.endedAt;
  // What the screen said before this turn is the end of another one.
  const onScreen = settled !== null && settled.since >= turn.since ? settled.value.turnEnd : null;
  if (onScreen !== null && onScreen.outcome !== 'completed') {
    const error = onScreen.outcome === 'interrupted' ? null : onScreen.text;
    return { outcome: onScreen.outcome, error, text: null, at };
  }
  // A Stop hook brings the text with it, and the screen may not be drawn yet: give them time.
  const isAwaited = turn.byHook || onScreen === null;
  if (isAwaited && now < at + STOP_GRACE_MS) return 'not yet';
  const effect = transcript !== null && transcript.since >= turn.since ? transcript.value : null;
  if (effect === 'turn-failed') return { outcome: 'failed', error: 'api_error', text: null, at };
  // Escape before any output takes the prompt off the screen, and what then stands there last is the turn before.
  const isOnScreen = onScreen !== null && onScreen.text !== turn.endBefore;
  if (isOnScreen || effect === 'turn-finished') {
    return { outcome: 'completed', error: null, text: null, at };
  }
  // A prompt that we know of ended without a word: Escape before any output leaves no mark anywhere. What else may
  // have looked like work (a command of Claude Code's own, a session just adopted) is not judged.
  const isInterrupted = turn.byHook || effect === 'turn-interrupted';
  return isInterrupted ? { outcome: 'interrupted', error: null, text: null, at } : 'unknown';
}

/** When an ending turn will be decided without its hook. */
export function turnDeadline(state: StatusState): number {
  const { turn } = state;
  return turn.phase === 'ending' ? turn.endedAt + STOP_GRACE_MS : Infinity;
}
