import { type Expected, loadRecording, recordingNames } from '@aegis/corpus';
import { isDeepStrictEqual } from 'node:util';
import { findWording } from '../reading/find-wording.ts';
import { readRows } from '../reading/read-screen.ts';
import { plainRules, type RuleBook, type Words } from '../reading/rule-book.ts';
import { type ScreenRow, toRows } from '../reading/rows.ts';
import { withoutSidePanel } from '../reading/side-panel.ts';
import type { ScreenInput } from '../types.ts';
import { wordingOfVersion } from '../wording/generations.ts';
import type { Wording } from '../wording/types.ts';
import { inTermsOf, replay } from './corpus.ts';
import { frame } from './frames.ts';
import { handMadeDialogs } from './hand-made-dialogs.ts';
import { handMade } from './hand-made.ts';

/** A screen, and what is true of it. */
export interface ReadingCase {
  name: string;
  wording: Wording;
  monochrome: boolean;
  title: string;
  input: Pick<ScreenInput, 'cols' | 'rows' | 'cursor'>;
  rows: readonly ScreenRow[];
  expected: Expected;
  rule: string | null;
}

/** Every labelled moment of the corpus; of screens that are the same, the first. */
export async function recordedCases(): Promise<ReadingCase[]> {
  const cases = new Map<string, ReadingCase>();
  for (const name of recordingNames()) {
    const recording = loadRecording(name);
    const wording = wordingOfVersion(recording.setting.version);
    const byOffset = new Map<number, ScreenInput>();
    const offsets = new Set(recording.moments.map((moment) => moment.offset));
    await replay(recording, offsets, (screen, offset) => byOffset.set(offset, screen));
    for (const { name: moment, offset, expected } of recording.moments) {
      const input = byOffset.get(offset);
      if (input === undefined) continue;
      const text = input.lines.map((line) => line.text).join('\n');
      const key = `${wording.generation}\n${JSON.stringify(expected)}\n${text}`;
      if (!cases.has(key))
        cases.set(key, caseOf(`${name} "${moment}"`, input, { wording, expected, rule: null }));
    }
  }
  return [...cases.values()];
}

/** The screens that were written by hand. */
export async function handMadeCases(): Promise<ReadingCase[]> {
  return Promise.all(
    [...handMade, ...handMadeDialogs].map(async ({ name, text, expected, rule }) => {
      const input = await frame(text);
      const wording = findWording(toRows(input), null);
      return caseOf(name, input, { wording, expected, rule: rule ?? null });
    }),
  );
}

function caseOf(
  name: string,
  input: ScreenInput,
  what: Pick<ReadingCase, 'wording' | 'expected' | 'rule'>,
): ReadingCase {
  const read = withoutSidePanel(input);
  const rows = toRows(read);
  const { cols, rows: height, cursor, title } = read;
  const monochrome = !rows.some((row) => row.runs.some((run) => run.foreground !== 'default'));
  return { name, monochrome, title, input: { cols, rows: height, cursor }, rows, ...what };
}

/** Whether a case is read right with other rules, or with other words. */
export function isReadRight(
  one: ReadingCase,
  change: { rules?(words: Words): RuleBook; wording?: Wording },
): boolean {
  const words = {
    wording: change.wording ?? one.wording,
    monochrome: one.monochrome,
    title: one.title,
  };
  const rules = (change.rules ?? plainRules)(words);
  const reading = readRows(one.rows, one.input, rules);
  if (one.rule !== null && one.rule !== reading.rule) return false;
  return isDeepStrictEqual(inTermsOf(one.expected, reading), { dialog: null, ...one.expected });
}
