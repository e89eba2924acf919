import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory } from '@aegis/testkit';
import { screenFromText } from '@aegis/screen';
import type { ScreenInput, SourceWord } from '@aegis/status';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../ports/logger.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { DisagreementLog, MAX_FRAMES } from './disagreement-log.ts';
import { DisagreementWatch } from './disagreement-watch.ts';
import { MAX_FRAME_BYTES } from './frame.ts';

const RULE = '─'.repeat(60);
let folder: string;
let clock: ManualClock;
beforeEach(async () => {
  const directory = await createOwnedDirectory();
  onTestFinished(() => directory.dispose());
  folder = join(directory.path, 'disagreements');
  clock = new ManualClock();
});

const open = () => new DisagreementLog(folder, clock, silentLogger);
const screen = (text: string): Promise<ScreenInput> => screenFromText(text);
const note = (log: DisagreementLog, what: string, shown: ScreenInput | null) =>
  log.note({
    sighting: { kind: 'sources', what },
    screen: shown,
    words: [{ source: 'screen', status: 'idle', rule: 'screen.box', since: 0 }],
    claudeVersion: '2.1.330',
  });
const dialog = (command: string) =>
  screen(
    `${RULE}\n Bash command\n\n   ${command}\n\n Do you want to proceed?\n ❯ 1. Yes\n   2. No`,
  );

describe('what is kept', () => {
  test('is counted, redacted, and there after a restart', async () => {
    const log = open();
    note(log, 'a vs b', await dialog('cat /home/alice/secret'));
    note(log, 'a vs b', null);
    await log.close();
    const { counts, frames } = await open().read();
    expect(counts).toEqual({ 'a vs b': 2 });
    expect(frames).toMatchObject([
      {
        kind: 'sources',
        what: 'a vs b',
        count: 1,
        claudeVersion: '2.1.330',
        sources: [{ word: 'screen:idle', rule: 'screen.box' }],
      },
    ]);
    expect(frames[0]?.rows).toContain(' Do you want to proceed?');
    for (const name of await readdir(folder)) {
      expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/alice|secret/);
    }
  });

  test('is its owner’s alone', async () => {
    const log = open();
    note(log, 'a vs b', await dialog('ls'));
    await log.close();
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modeOf(folder)).toBe('700');
    const names = await readdir(folder);
    expect(names).toHaveLength(2);
    for (const name of names) expect(await modeOf(join(folder, name))).toBe('600');
  });

  test('one frame for each structure, the newest of them', async () => {
    const log = open();
    note(log, 'a vs b', await dialog('ls'));
    await log.read();
    await clock.advance(1_000);
    note(log, 'a vs b', await dialog('git commit --message something'));
    note(log, 'a vs c', await dialog('ls'));
    note(log, 'a vs b', await screen(`${RULE}\n❯ \n${RULE}\n  ? for shortcuts`));
    const { frames } = await log.read();
    expect(frames.map(({ what, count }) => `${what}: ${count}`).sort()).toEqual([
      'a vs b: 1',
      'a vs b: 2',
      'a vs c: 1',
    ]);
    const twice = frames.find(({ count }) => count === 2);
    expect(Date.parse(twice?.lastAt ?? '') - Date.parse(twice?.firstAt ?? '')).toBe(1_000);
  });

  test('no more frames and no larger ones than there may be', async () => {
    const log = open();
    const wide = await screenFromText(
      Array.from({ length: 400 }, () => 'x'.repeat(400)).join('\n'),
    );
    for (let index = 0; index <= MAX_FRAMES + 4; index += 1) {
      note(log, `kind ${index}`, wide);
      await log.read();
      await clock.advance(1);
    }
    const { frames, counts } = await log.read();
    expect(frames).toHaveLength(MAX_FRAMES);
    expect(frames.at(-1)?.what).toBe('kind 5');
    expect(Object.keys(counts)).toHaveLength(MAX_FRAMES + 5);
    const names = await readdir(folder);
    expect(names).toHaveLength(MAX_FRAMES + 1);
    for (const name of names) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    }
  });

  test('more kinds than can be are counted together', async () => {
    const log = open();
    for (let index = 0; index < 250; index += 1) note(log, `kind ${index}`, null);
    const { counts } = await log.read();
    expect(Object.keys(counts)).toHaveLength(201);
    expect(counts['others']).toBe(50);
  });
});

test('files that are none of ours, or broken, are passed over', async () => {
  const log = open();
  note(log, 'a vs b', await dialog('ls'));
  await log.close();
  await writeFile(join(folder, 'counts.json'), '{"since": "soon", "counts": []}');
  await writeFile(join(folder, '0123456789abcdef.json'), '{"id": "fedcba9876543210"}');
  await writeFile(join(folder, 'fedcba9876543210.json'), '{');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const { counts, frames } = await open().read();
  expect(counts).toEqual({});
  expect(frames).toHaveLength(1);
});

test('a folder that cannot be written to stops nothing, and the counts go on', async () => {
  await writeFile(folder, 'a file in its place');
  const log = open();
  note(log, 'a vs b', await dialog('ls'));
  note(log, 'a vs b', await dialog('ls'));
  expect((await log.read()).counts).toEqual({ 'a vs b': 2 });
});

test('a watched session: what lasts is noted by the clock, without another observation', async () => {
  const log = open();
  const words: SourceWord[] = [
    { source: 'screen', status: 'idle', rule: 'screen.box', since: clock.monotonic() },
    { source: 'registry', status: 'working', rule: 'registry.busy', since: clock.monotonic() },
  ];
  const shown = await dialog('ls');
  const watch = new DisagreementWatch(log, clock, {
    words: () => words,
    reading: () => null,
    screen: () => shown,
    claudeVersion: () => null,
  });
  watch.look();
  await clock.advance(1_499);
  expect((await log.read()).counts).toEqual({});
  await clock.advance(1);
  expect((await log.read()).counts).toEqual({ 'screen:idle vs registry:working': 1 });
  await clock.advance(60_000);
  watch.stop();
  expect((await log.read()).counts).toEqual({ 'screen:idle vs registry:working': 1 });
});
