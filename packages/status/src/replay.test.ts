import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../recorder/recording.ts';
import {
  createStatusState,
  nextDeadline,
  observe,
  type Observation,
  type ScreenReading,
  type StatusState,
  viewOf,
} from './index.ts';
import {
  inTermsOf,
  load,
  type Loaded,
  recordingNames,
  replay,
  wasPublished,
} from './testing/replay.ts';

describe.each(recordingNames())('recording %s', (name) => {
  test('every labelled moment is read as it was', async () => {
    const recorded = load(name);
    const { moments } = recorded;
    const seen = new Map<number, ScreenReading>();
    await replay(
      recorded,
      [...new Set(moments.map((moment) => moment.offset))],
      (reading, offset) => seen.set(offset, reading),
    );
    expect(
      moments.map(({ name: moment, offset, expected }) => {
        const reading = seen.get(offset);
        return [moment, reading === undefined ? null : inTermsOf(expected, reading)];
      }),
    ).toEqual(moments.map((moment) => [moment.name, { dialog: null, ...moment.expected }]));
  });

  test('no prefix shows a dialog that is not there', async () => {
    const recorded = load(name);
    const { bytes } = recorded;
    const most = /classic|fullscreen/.test(name) ? 60 : 150;
    expect(await wrongDialogs(recorded, [...randomCuts(bytes.length, most), bytes.length])).toEqual(
      [],
    );
  });

  test('the machine publishes just the statuses there were', async () => {
    const recorded = load(name);
    const { recording } = recorded;
    let state: StatusState = createStatusState(0);
    const published = [viewOf(state).status];
    const tell = (observation: Observation): void => {
      state = observe(state, observation);
      const { status } = viewOf(state);
      if (status !== published.at(-1)) published.push(status);
    };
    const passTime = (until: number): void => {
      for (let at = nextDeadline(state); at !== null && at < until; at = nextDeadline(state)) {
        tell({ source: 'clock', at });
      }
    };
    const times = chunkTimes(recording);
    await replay(
      recorded,
      times.map(([offset]) => offset),
      (reading, offset) => {
        const at = times.find(([end]) => end === offset)?.[1] ?? 0;
        passTime(at);
        tell({ source: 'screen', at, reading });
      },
    );
    passTime(Infinity);
    if (wasPublished(recorded.published, published)) return;
    expect(published).toEqual(recorded.published);
  });
});

test.each([
  ['trust.classic', 'opened'],
  ['shell.classic', 'one line'],
  ['question.fullscreen', 'single'],
])('no single byte of %s shows a dialog that is not there, up to %s', async (name, until) => {
  const recorded = load(name);
  const end = recorded.moments.find((moment) => moment.name === until)?.offset ?? 0;
  const start = Math.max(end - 2500, 1);
  const cuts = Array.from({ length: end - start + 1 }, (_, index) => start + index);
  expect(await wrongDialogs(recorded, cuts)).toEqual([]);
});

async function wrongDialogs(recorded: Loaded, cuts: readonly number[]): Promise<unknown[]> {
  const wrong: unknown[] = [];
  await replay(recorded, cuts, ({ dialog, rule }, offset) => {
    const allowed = dialogsAround(recorded.moments, offset);
    if (dialog === null || allowed.includes(dialog.name)) return;
    // A list that is not drawn to its end is of no known kind, and nobody can answer it.
    if (allowed.length > 0 && rule === 'screen.unknown_dialog') return;
    wrong.push({ offset, name: dialog.name, rule, title: dialog.title });
  });
  return wrong;
}

/** Dialogs that may be on the screen at an offset: the one of the moment before it, or of the one after. */
function dialogsAround(moments: Loaded['moments'], offset: number): string[] {
  const after = moments.findIndex((moment) => moment.offset >= offset);
  const at = after < 0 ? moments.length : after;
  return [moments[at - 1], moments[at]].flatMap((moment) => moment?.dialogs ?? []);
}

/** Random, and the same in every run. */
function randomCuts(length: number, most: number): number[] {
  const sizes = fc.array(fc.integer({ min: 1, max: most }), {
    minLength: length,
    maxLength: length,
  });
  const cuts: number[] = [];
  let at = 0;
  for (const size of fc.sample(sizes, { numRuns: 1, seed: length })[0] ?? []) {
    at += size;
    if (at >= length) break;
    cuts.push(at);
  }
  return cuts;
}

function chunkTimes(recording: Recording): [number, number][] {
  let offset = 0;
  return recording.chunks.map(([at, size]) => [(offset += size), at]);
}
