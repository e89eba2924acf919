import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createScreen, type Screen } from '@aegis/screen';
import { loadRecording, type Recording } from '../../recorder/recording.ts';
import type { Expected } from '../../recorder/scenario.ts';
import { readScreen, type ScreenReading } from '../index.ts';

export const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', '2.1.330');

/** The recordings there are, by `<scenario>.<look>`. */
export function recordingNames(): string[] {
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

export function load(name: string): { recording: Recording; bytes: Uint8Array } {
  return loadRecording(FIXTURES, name);
}

/** Feed a recording piece by piece; `onReading` hears what the screen says after each. */
export async function replay(
  { recording, bytes }: { recording: Recording; bytes: Uint8Array },
  cuts: Iterable<number>,
  onReading: (reading: ScreenReading, offset: number, screen: Screen) => void,
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
