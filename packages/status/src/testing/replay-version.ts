import { loadRecording, type Recording, recordingNames } from '@aegis/corpus';
import { describe, expect, test } from 'vitest';
import { readScreen } from '../index.ts';
import {
  answerable,
  dialogsAround,
  inTermsOf,
  isInsideDialog,
  ownCuts,
  replay,
  wasPublished,
} from './corpus.ts';
import { everyByte, randomCuts, seedOf } from './cuts.ts';
import { drawnOffsets } from './drawn-offsets.ts';
import { publishedStatuses } from './screen-alone.ts';

/** `AEGIS_REPLAY=bytes` reads the screen after every byte that may change it, of every recording: hours, not minutes. */
const EVERY_BYTE = process.env['AEGIS_REPLAY'] === 'bytes';
const PATIENCE_MS = EVERY_BYTE ? 3_600_000 : 30_000;
const RANDOM_CUTS = 60;
const SINGLE_BYTES = 120;

/** Replay all that one build of Claude Code drew. */
export function replayVersion(version: string): void {
  describe.each(recordingNames(version))('%s', (name) => {
    const recording = loadRecording(name);

    test('every labelled moment is read as it was', async () => {
      expect(await readMoments(recording, version)).toEqual(labels(recording));
    });

    test('so it is without being told the version', async () => {
      const told = await readMoments(recording, version);
      const found = await readMoments(recording, null);
      expect(found.map(whatMatters)).toEqual(told.map(whatMatters));
    });

    test(
      'no prefix shows a dialog that is not there, or none where one is',
      async () => {
        const { bytes, moments } = recording;
        const asked = moments.filter((moment) => moment.expected.dialog !== undefined);
        const end = asked[seedOf(name) % Math.max(asked.length, 1)]?.offset ?? bytes.length;
        const cuts = EVERY_BYTE
          ? drawnOffsets(bytes)
          : [
              ...randomCuts(bytes.length, RANDOM_CUTS, seedOf(name)),
              ...everyByte(Math.max(end - SINGLE_BYTES, 1), end),
            ].sort((a, b) => a - b);
        expect(await wrongReadings(recording, new Set(cuts))).toEqual([]);
      },
      PATIENCE_MS,
    );

    test('the machine publishes just the statuses there were', async () => {
      const published = await publishedStatuses(recording, ownCuts(recording));
      if (!wasPublished(recording.published, published)) {
        expect(published).toEqual(recording.published);
      }
    });
  });
}

type Labelled = readonly [string, Record<string, unknown>];

function labels({ moments }: Recording): Labelled[] {
  return moments.map(({ name, expected }) => [name, { dialog: null, ...expected }]);
}

async function readMoments(recording: Recording, version: string | null): Promise<Labelled[]> {
  const seen = new Map<number, ReturnType<typeof readScreen>>();
  const offsets = [...new Set(recording.moments.map((moment) => moment.offset))];
  await replay(recording, offsets, (screen, offset) => {
    seen.set(offset, readScreen(screen, { version }));
  });
  return recording.moments.map(({ name, offset, expected }) => {
    const reading = seen.get(offset);
    return [name, reading === undefined ? {} : inTermsOf(expected, reading)];
  });
}

/** What a caller acts on: never mistaken, also where the words of a neighbouring generation are used. */
function whatMatters([name, { status, dialog }]: Labelled): unknown {
  return [name, status, dialog];
}

export async function wrongReadings(
  recording: Recording,
  cuts: Iterable<number>,
): Promise<unknown[]> {
  const { moments, setting } = recording;
  const wrong: unknown[] = [];
  await replay(recording, cuts, (screen, offset) => {
    const reading = readScreen(screen, { version: setting.version });
    const { dialog, rule, status } = reading;
    if (status === 'idle' && isInsideDialog(moments, offset)) wrong.push({ offset, status, rule });
    const allowed = dialogsAround(moments, offset);
    const name = answerable(reading);
    if (name === null || allowed.includes(name)) return;
    // Of a dialog that is higher than the screen more may be seen before it is whole.
    if (allowed.includes('tool') && rule.startsWith('screen.cut_dialog.')) return;
    wrong.push({ offset, name, rule, title: dialog?.title });
  });
  return wrong;
}
