import type { Dialog, ScreenReading } from '../types.ts';
import { say, type StatusState } from './state.ts';
import { settleMs } from './timing.ts';

/** Take in what the screen shows now. */
export function seeScreen(state: StatusState, reading: ScreenReading, at: number): StatusState {
  const before = state.seen;
  const same = before !== null && sameScreen(before.value, reading);
  return settle({ ...state, seen: say(before, reading, at, same) });
}

/** Believe what the screen shows once it stood long enough. */
export function settle(state: StatusState): StatusState {
  const { seen, settled } = state;
  if (seen === null || state.now < settlesAt(state)) return state;
  const same = settled !== null && sameScreen(settled.value, seen.value);
  // Judged by what settled, so that the blank screen before the first frame stays a start until that frame counts.
  const drawn = state.drawn || seen.value.composer !== null;
  return {
    ...state,
    drawn,
    settled: { value: seen.value, since: same ? settled.since : seen.since },
  };
}

/** When what the screen shows will count. In the past if it does. */
export function settlesAt(state: StatusState): number {
  const { seen } = state;
  return seen === null ? Infinity : seen.since + settleMs(seen.value);
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
