import type { ScreenReading, SourceWord } from '@aegis/status';
import { describe, expect, test } from 'vitest';
import { DISAGREEMENT_GRACE_MS, isUnknown, NOTHING_TRACKED, track } from './tracker.ts';

const word = (
  source: SourceWord['source'],
  status: SourceWord['status'],
  since = 0,
): SourceWord => ({
  source,
  status,
  since,
  rule: `${source}.rule`,
});
const reading = (rest: Partial<ScreenReading>): ScreenReading => ({
  status: 'idle',
  statusText: null,
  rule: 'screen.box',
  dialog: null,
  composer: null,
  activity: null,
  modeLine: null,
  turnEnd: null,
  closed: false,
  queued: 0,
  ...rest,
});
/** Looks at these words at each of the times, and gives what was counted when. */
function watch(times: readonly number[], words: (now: number) => SourceWord[], seen = reading({})) {
  let state = NOTHING_TRACKED;
  const counted: [number, string][] = [];
  for (const now of times) {
    const tracked = track(state, { now, words: words(now), reading: seen });
    state = tracked.state;
    counted.push(...tracked.sightings.map(({ what }): [number, string] => [now, what]));
  }
  return counted;
}

describe('two sources', () => {
  test('that contradict each other for long are counted, once', () => {
    const words = () => [word('screen', 'idle', 100), word('registry', 'working', 0)];
    const due = 100 + DISAGREEMENT_GRACE_MS;
    expect(watch([100, due - 1, due, due + 1, due + 60_000], words)).toEqual([
      [due, 'screen:idle vs registry:working'],
    ]);
  });

  test('are counted again when they contradict each other again', () => {
    const words = (now: number) => [
      word('screen', now >= 5_000 && now < 6_000 ? 'working' : 'idle', now < 5_000 ? 0 : 6_000),
      word('registry', 'working', 0),
    ];
    expect(watch([0, 2_000, 5_500, 6_000, 7_000, 7_500], words).map(([now]) => now)).toEqual([
      2_000, 7_500,
    ]);
  });

  test('that come to terms in time are not', () => {
    const words = (now: number) => [
      word('screen', now < 1_000 ? 'idle' : 'working'),
      word('registry', 'working'),
    ];
    expect(watch([0, 500, 1_000, 5_000, 9_000], words)).toEqual([]);
  });

  test('one that repeats itself does not begin anew', () => {
    const words = (now: number) => [word('screen', 'idle', now), word('hook', 'working', 0)];
    expect(watch([0, 500, 1_000, 1_500], words)).toEqual([[1_500, 'screen:idle vs hook:working']]);
  });

  test.each<[string, SourceWord[]]>([
    ['say the same', [word('screen', 'idle'), word('registry', 'idle')]],
    [
      'both say that something is asked',
      [word('screen', 'bash_approval'), word('registry', 'waiting')],
    ],
    ['one does not know', [word('screen', 'unknown'), word('registry', 'working')]],
    ['one is starting', [word('screen', 'starting'), word('registry', 'idle')]],
    [
      'the hooks do not hear of every dialog',
      [word('screen', 'permission_prompt'), word('hook', 'working')],
    ],
    ['the transcript is late', [word('screen', 'idle'), word('transcript', 'working')]],
  ])('%s: that is no contradiction', (_name, words) => {
    expect(watch([0, 60_000], () => words)).toEqual([]);
  });

  test.each<[SourceWord[], string[]]>([
    [
      [word('screen', 'bash_approval'), word('registry', 'idle')],
      ['screen:bash_approval vs registry:idle'],
    ],
    [
      [word('registry', 'idle'), word('hook', 'permission_prompt'), word('screen', 'idle')],
      ['screen:idle vs hook:permission_prompt', 'hook:permission_prompt vs registry:idle'],
    ],
  ])('%j', (words, expected) => {
    expect(watch([0, 60_000], () => words).map(([, what]) => what)).toEqual(expected);
  });
});

describe('an unknown screen', () => {
  test('that stands for long is counted', () => {
    const unknown = reading({ status: 'unknown', rule: 'screen.no_rule' });
    expect(watch([0, 1_499, 1_500, 9_000], () => [], unknown)).toEqual([
      [1_500, 'unknown screen.no_rule'],
    ]);
  });

  test('an overlay that is known by name is not', () => {
    expect(isUnknown(reading({ status: 'unknown', activity: 'transcript_viewer' }))).toBe(false);
    expect(isUnknown(reading({ status: 'idle' }))).toBe(false);
    expect(isUnknown(reading({ status: 'unknown' }))).toBe(true);
  });
});

test('it asks to be woken when something will count, and not after', () => {
  const words = [word('screen', 'idle', 200), word('registry', 'working', 0)];
  const first = track(NOTHING_TRACKED, { now: 300, words, reading: null });
  expect(first.lookAgainAt).toBe(1_700);
  const second = track(first.state, { now: 1_700, words, reading: null });
  expect(second.lookAgainAt).toBeNull();
  expect(track(second.state, { now: 1_800, words: [], reading: null }).state.size).toBe(0);
});
