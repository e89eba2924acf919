import type { HookObservation, ScreenReading, TurnEnd } from '../types.ts';
import type { StatusState, Turn } from './state.ts';
import { STOP_GRACE_MS } from './timing.ts';

/** What a hook of the main thread says about the turn. */
export function hearTurn(state: StatusState, event: HookObservation, at: number): StatusState {
  if (event.agentId !== null) return state;
  switch (event.name) {
    case 'UserPromptSubmit':
      return openTurn(state, at, 'told');
    case 'Stop':
      return endTurn(state, { outcome: 'completed', error: null, text: event.message, at });
    case 'StopFailure':
      return endTurn(state, {
        outcome: failureOutcome(event.word, event.message ?? ''),
        error: event.word ?? 'unknown',
        text: event.message,
        at,
      });
    default:
      return state;
  }
}

/** A refusal has no word of its own: its sentence names the usage policy. */
const REFUSAL = /\/legal\/aup\b/;

function failureOutcome(word: string | null, sentence: string): TurnEnd['outcome'] {
  if (word === 'refusal' || REFUSAL.test(sentence)) return 'refused';
  // A limit of the account lasts for hours; that the API is asked too often ("API Error: … (429)") does not.
  if (word === 'rate_limit') return sentence.startsWith('API Error') ? 'failed' : 'limited';
  return word === 'billing_error' ? 'limited' : 'failed';
}

/** The process is gone, and a turn ran: it was stopped, unless it crashed. */
export function endWithProcess(state: StatusState, crashed: boolean, at: number): StatusState {
  if (state.turn.phase === 'none') return state;
  if (!crashed) return endTurn(state, { outcome: 'interrupted', error: null, text: null, at });
  return endTurn(state, { outcome: 'failed', error: 'process_exited', text: null, at });
}

/**
 * A turn of which neither its begin nor its work was seen, for one of these is read after the other is over: what is asked
 * belongs to a turn.
 */
export function openAskedTurn(state: StatusState, isAsked: boolean): StatusState {
  const { turn, now } = state;
  return isAsked && turn.phase === 'none' && turn.rested ? openTurn(state, now, 'seen') : state;
}

/**
 * The registry was `idle` since one time, and is so since a later one: what was between was over before it could be read. Where
 * hooks tell of turns, they have told of this one.
 */
export function openMissedTurn(state: StatusState, restedSince: number): StatusState {
  const { turn, hook, endShown } = state;
  if (turn.phase !== 'none' || !turn.rested || hook !== null) return state;
  const missed: Turn = {
    ...{ phase: 'open', since: restedSince, begin: 'missed' },
    ...{ endBefore: endShown, drawn: false },
  };
  return { ...state, turn: missed, turnEnd: null };
}

/** A prompt stands in the transcript. One that came after the last rest began is of a turn that nobody has seen. */
export function hearPrompt(state: StatusState, promptedAt: number): StatusState {
  const { registry, turnEnd, launchedAt } = state;
  const restedSince = Math.max(registry?.since ?? turnEnd?.at ?? launchedAt, launchedAt);
  return promptedAt > restedSince ? openMissedTurn(state, promptedAt) : state;
}

function openTurn(state: StatusState, at: number, begin: 'told' | 'seen'): StatusState {
  const { seen, lastRest, turnEnd } = state;
  // The screen may be sooner than the hook; work from before the last end is not of this turn.
  const drawn = seen?.value.status === 'working' && seen.since > (turnEnd?.at ?? -Infinity);
  // What is seen now is of the turn before, though it may not have stood for long.
  const shown = seen?.value.status === 'idle' ? (seen.value.turnEnd?.text ?? null) : null;
  const endBefore = shown ?? lastRest?.value ?? null;
  return {
    ...state,
    turn: { phase: 'open', since: at, begin, endBefore, drawn },
    turnEnd: null,
  };
}

function endTurn(state: StatusState, turnEnd: TurnEnd, rested = false): StatusState {
  return { ...state, turn: { phase: 'none', rested }, turnEnd };
}

/**
 * Follow what the screen shows of a turn that a hook began. The hook is sooner than the screen: an end that is drawn before
 * any work of this turn is the end of the one before.
 */
export function drawTurn(state: StatusState, { status, turnEnd }: ScreenReading): StatusState {
  const { turn } = state;
  if (turn.phase === 'none' || turn.begin !== 'told' || turn.drawn) return state;
  if (status === 'idle' && turnEnd !== null) {
    return { ...state, turn: { ...turn, endBefore: turnEnd.text } };
  }
  return status === 'working' ? { ...state, turn: { ...turn, drawn: true } } : state;
}

/**
 * Follow the turn by the status, where no hook tells: an interrupt fires none. `busy`: what the sources together say.
 */
export function followTurn(state: StatusState, busy: 'working' | 'idle' | null): StatusState {
  const { turn, now } = state;
  if (turn.phase === 'none') {
    if (busy === 'idle') return turn.rested ? state : { ...state, turn: { ...turn, rested: true } };
    // Work without a prompt that we heard of: an adopted session, hooks that do not reach us, or a task that is done.
    return busy === 'working' && turn.rested ? openTurn(state, now, 'seen') : state;
  }
  if (busy === 'working' && turn.phase === 'ending') {
    const { endedAt: _endedAt, ...open } = turn;
    return { ...state, turn: { ...open, phase: 'open' } };
  }
  if (busy !== 'idle') return state;
  const ending: Turn = turn.phase === 'ending' ? turn : { ...turn, phase: 'ending', endedAt: now };
  const end = endWithoutHook(state, ending);
  if (end === 'not yet') return { ...state, turn: ending };
  const ended: StatusState = { ...state, endShown: state.settled?.value.turnEnd?.text ?? null };
  return end === 'unknown'
    ? { ...ended, turn: { phase: 'none', rested: true } }
    : endTurn(ended, end, true);
}

function endWithoutHook(
  state: StatusState,
  turn: Extract<Turn, { phase: 'ending' }>,
): TurnEnd | 'not yet' | 'unknown' {
  const { transcript, now } = state;
  const at = turn.endedAt;
  const onScreen = shownEnd(state, turn.since);
  // Escape before any output takes the prompt off the screen and back into the box, and what then stands there last is the
  // turn before. Without hooks the same words twice with an empty box are taken for two ends: errors repeat, and so do lines
  // such as "Worked for 0s". Builds that write no end have no words at all.
  const isSame = onScreen !== null && onScreen.text === turn.endBefore;
  const isTakenBack = isSame && onScreen.text !== '' && hasDraft(state);
  const isOld = isSame && (turn.begin !== 'seen' || isTakenBack);
  if (onScreen !== null && onScreen.outcome !== 'completed' && !isOld) {
    const error = onScreen.outcome === 'interrupted' ? null : onScreen.text;
    const outcome = REFUSAL.test(onScreen.text) ? 'refused' : onScreen.outcome;
    return { outcome, error, text: null, at };
  }
  // A Stop hook brings the text with it, and the screen may not be drawn yet: give them time.
  const isAwaited = turn.begin === 'told' || onScreen === null || isOld;
  if (isAwaited && now < at + STOP_GRACE_MS) return 'not yet';
  const effect = transcript !== null && transcript.since >= turn.since ? transcript.value : null;
  // A line that closes this turn says more than the transcript, which may be read up to a failure that was got past.
  const isClosed = onScreen !== null && !isOld && onScreen.text !== '';
  if (effect === 'turn-failed' && !isClosed) {
    return { outcome: 'failed', error: 'api_error', text: null, at };
  }
  if ((onScreen !== null && !isOld) || effect === 'turn-finished') {
    return { outcome: 'completed', error: null, text: null, at };
  }
  // A prompt that we know of ended without a word: Escape before any output leaves no mark anywhere. What else may
  // have looked like work (a command of Claude Code's own, a session just adopted) is not judged.
  const isInterrupted = turn.begin === 'told' || isTakenBack || effect === 'turn-interrupted';
  return isInterrupted ? { outcome: 'interrupted', error: null, text: null, at } : 'unknown';
}

/** What the screen says of an end, where it has come to rest or said something else since then: else it is of another turn. */
function shownEnd({ settled, lastRest }: StatusState, since: number): ScreenReading['turnEnd'] {
  if (settled === null) return null;
  const isNew = settled.since >= since || (lastRest !== null && lastRest.since >= since);
  return isNew ? settled.value.turnEnd : null;
}

function hasDraft({ settled }: StatusState): boolean {
  return (settled?.value.composer?.text ?? '') !== '';
}

/** When an ending turn will be decided without its hook. */
export function turnDeadline(state: StatusState): number {
  const { turn } = state;
  return turn.phase === 'ending' ? turn.endedAt + STOP_GRACE_MS : Infinity;
}
