import type { Dialog, ScreenReading } from '../types.ts';
import { say, type StatusState } from './state.ts';
import { ENDED_SETTLE_MS, settleMs } from './timing.ts';

/** Take in what the screen shows now. */
export function seeScreen(state: StatusState, shown: ScreenReading, at: number): StatusState {
  const before = state.seen;
  const reading = uncovered(before?.value ?? null, shown);
  const same = before !== null && sameScreen(before.value, reading);
  return settle({ ...state, seen: say(before, reading, at, same) });
}

/**
 * What a list covers is taken to be as it was before the list came; and a draft that hides the hints begins no turn, though what
 * was said last has no ending (a conversation that was resumed has none anywhere).
 */
function uncovered(before: ScreenReading | null, shown: ScreenReading): ScreenReading {
  if (before === null || before.dialog !== null) return shown;
  const isDraft = shown.rule === 'screen.open_turn' && shown.composer?.text !== '';
  const isSame = shown.rule === 'screen.covered' || (isDraft && before.status === 'idle');
  if (!isSame) return shown;
  const { status, statusText, rule, turnEnd, closed } = before;
  return { ...shown, status, statusText, rule, turnEnd, closed };
}

/** Believe what the screen shows once it stood long enough. */
export function settle(state: StatusState): StatusState {
  const { seen, settled } = state;
  if (seen === null || state.now < settlesAt(state)) return state;
  const same = settled !== null && sameScreen(settled.value, seen.value);
  // Judged by what settled, so that the blank screen before the first frame stays a start until that frame counts.
  const drawn = state.drawn || seen.value.composer !== null;
  const since = same ? settled.since : seen.since;
  const lastRest = restAfter(state, seen.value, same ? state.now : since);
  return { ...state, drawn, lastRest, settled: { value: seen.value, since } };
}

/** The rest that the screen shows now, or showed last. Another closing line is another rest. */
function restAfter(
  { lastRest, settled }: StatusState,
  { status, turnEnd }: ScreenReading,
  at: number,
): StatusState['lastRest'] {
  if (status !== 'idle') return lastRest;
  const value = turnEnd?.text ?? null;
  return say(lastRest, value, at, settled?.value.status === 'idle' && lastRest?.value === value);
}

/** When what the screen shows will count. In the past if it does. */
export function settlesAt(state: StatusState): number {
  const { seen } = state;
  if (seen === null) return Infinity;
  return seen.since + (showsEnd(state, seen.value) ? ENDED_SETTLE_MS : settleMs(seen.value));
}

/** Whether nothing half drawn looks like that: no turn ran, and there was a box before; or its end is told or written. */
function showsEnd(
  { turn, drawn }: StatusState,
  { status, closed, queued }: ScreenReading,
): boolean {
  // With a prompt in the queue the next turn begins at once.
  if (status !== 'idle' || queued > 0) return false;
  return turn.phase === 'none' ? !turn.rested || drawn : closed;
}

/** Whether two readings say the same; a counter that moves on is no change. */
function sameScreen(a: ScreenReading, b: ScreenReading): boolean {
  return (
    a.status === b.status &&
    // What a turn is busy with may change while it goes on; of what is not understood, every change is news.
    (a.status !== 'unknown' || (a.activity === b.activity && a.rule === b.rule)) &&
    (a.dialog === null ? b.dialog === null : b.dialog !== null && sameDialog(a.dialog, b.dialog))
  );
}

/** The same question, wherever the highlighted row is. */
export function sameDialog(a: Dialog, b: Dialog): boolean {
  return (
    a.name === b.name &&
    a.title === b.title &&
    a.body === b.body &&
    a.subject === b.subject &&
    a.question?.page === b.question?.page &&
    a.options.length === b.options.length
  );
}
