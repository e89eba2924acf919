import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createScreen, type Screen } from '@aegis/screen';
import { loadRecording, type Recording } from '../../recorder/recording.ts';
import type { Expected, Scenario } from '../../recorder/scenario.ts';
import { scenarios } from '../../recorder/scenarios/index.ts';
import { readScreen, type ScreenReading } from '../index.ts';

export const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', '2.1.330');

/** The recordings there are, by `<scenario>.<look>`. */
export function recordingNames(): string[] {
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

export interface Labelled {
  name: string;
  offset: number;
  expected: Expected;
  /** The dialogs that may be on the screen near this moment: in a small look one may be cut off once it is drawn. */
  dialogs: readonly string[];
}

export interface Loaded {
  recording: Recording;
  bytes: Uint8Array;
  /** The moments, with what was true at them. */
  moments: Labelled[];
  published: Scenario['published'];
}

export function load(name: string): Loaded {
  const { recording, bytes } = loadRecording(FIXTURES, name);
  const scenario = scenarios.find((one) => one.name === recording.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario ${recording.scenario}.`);
  const labels = scenario.steps.filter((step) => step.do === 'label');
  const moments = recording.moments.map(({ name: moment, offset }) => {
    const found = labels.find((one) => one.name === moment);
    if (found === undefined) throw new Error(`${name} has no label ${moment} any more: record it.`);
    const expected = found.but[recording.look] ?? found.expected;
    const dialogs = [expected, found.expected].flatMap((one) => one.dialog?.name ?? []);
    return { name: moment, offset, expected, dialogs };
  });
  if (moments.length < labels.length) throw new Error(`${name} lacks labels: record it again.`);
  const published = scenario.publishedBut?.[recording.look] ?? scenario.published;
  return { recording, bytes, moments, published };
}

/** Feed a recording piece by piece; `onReading` hears what the screen says after each. */
export async function replay(
  { recording, bytes }: { recording: Recording; bytes: Uint8Array },
  cuts: Iterable<number>,
  onReading: (reading: ScreenReading, offset: number, screen: Screen) => unknown,
): Promise<void> {
  const screen = createScreen({ cols: recording.cols, rows: recording.rows });
  try {
    let from = 0;
    for (const to of cuts) {
      await screen.write(bytes.subarray(from, to));
      from = to;
      onReading(readScreen(screen.snapshot()), to, screen);
    }
  } finally {
    screen.dispose();
  }
}

/** What a reading says, in the words of an expectation, and only as far as that one goes. */
export function inTermsOf(expected: Expected, reading: ScreenReading): Record<string, unknown> {
  const { dialog, composer, turnEnd } = reading;
  const seen: Record<string, unknown> = {
    status: reading.status,
    activity: reading.activity,
    draft: composer?.text ?? null,
    ghost: composer?.ghost ?? null,
    queued: reading.queued,
    modeLine: reading.modeLine,
    turnEnd: turnEnd?.outcome ?? null,
    dialog:
      dialog === null || expected.dialog === undefined
        ? (dialog?.name ?? null)
        : pick(expected.dialog, {
            name: dialog.name,
            subject: dialog.subject,
            highlighted: dialog.options.find((option) => option.highlighted)?.label,
            roles: dialog.options.map((option) => option.role),
            ticked: dialog.options.filter((row) => row.checked === true).map((row) => row.label),
            page: dialog.question?.page,
          }),
  };
  return pick({ dialog: null, ...expected }, seen);
}

function pick(like: object, from: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
}

/** Whether the statuses are those, less some that may be too short to be seen. */
export function wasPublished(expected: Loaded['published'], actual: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  const status = first.replace('?', '');
  if (actual[0] === status && wasPublished(rest, actual.slice(1))) return true;
  if (status === first) return false;
  return wasPublished(rest, actual);
}
