import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, eventually, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import type { RegistryEntry } from './registry-entry.ts';
import { RegistryWatcher } from './registry-watcher.ts';

const PID = 4711;

describe('RegistryWatcher', () => {
  let directory: OwnedDirectory;
  let watcher: RegistryWatcher;
  let seen: (RegistryEntry | null)[];
  const folder = () => join(directory.path, 'config', 'sessions');
  const file = (pid = PID) => join(folder(), `${pid}.json`);
  const content = (status: string, pid = PID) => JSON.stringify({ pid, status });
  const last = () => seen.at(-1);
  const saw = (status: string) =>
    eventually(status, () => last()?.status === status, { everyMs: 5, timeoutMs: 5_000 });
  const follow = (pid = PID) =>
    watcher.follow(join(directory.path, 'config'), pid, (entry) => seen.push(entry));

  beforeEach(async () => {
    directory = await createOwnedDirectory();
    watcher = new RegistryWatcher(systemClock, silentLogger);
    seen = [];
  });
  afterEach(() => {
    watcher.close();
    return directory.dispose();
  });

  test('tells what is there already, then each change', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('idle'));
    follow();
    await saw('idle');
    await writeFile(file(), content('busy'));
    await saw('busy');
    await writeFile(file(), content('idle'));
    await saw('idle');
  });

  test('a folder and a file that are made later', async () => {
    follow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('a folder that comes with its file in it', async () => {
    follow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    mkdirSync(folder(), { recursive: true });
    writeFileSync(file(), content('busy'));
    await saw('busy');
  });

  test.each([0, 1, 2, 5, 10, 20])('no file is missed that comes %i ms after', async (ms) => {
    await mkdir(folder(), { recursive: true });
    follow();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('half a file is waited for', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('busy').slice(0, 10));
    follow();
    await writeFile(file(), content('busy').slice(0, 14));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(seen).toEqual([]);
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('a file that is replaced by a rename', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('idle'));
    follow();
    await saw('idle');
    for (const status of ['busy', 'waiting', 'idle']) {
      await writeFile(`${file()}.tmp`, content(status));
      await rename(`${file()}.tmp`, file());
      await saw(status);
    }
  });

  test('a file that goes is null, and comes back', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('idle'));
    follow();
    await saw('idle');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rm(file());
    await eventually('gone', () => last() === null, { everyMs: 5, timeoutMs: 5_000 });
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('each session hears of its own file alone', async () => {
    await mkdir(folder(), { recursive: true });
    const others: (RegistryEntry | null)[] = [];
    watcher.follow(join(directory.path, 'config'), 1, (entry) => others.push(entry));
    follow();
    await writeFile(join(folder(), 'notes.json'), content('busy'));
    await writeFile(file(), content('busy'));
    await saw('busy');
    expect(others).toEqual([]);
  });

  test('says nothing after it was told to stop, not even what it was reading', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('idle'));
    const stop = follow();
    stop();
    await writeFile(file(), content('busy'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
  });

  test.each([1, 5, 20])('the last of several states %i ms apart is told last', async (ms) => {
    await mkdir(folder(), { recursive: true });
    follow();
    for (const status of ['idle', 'busy', 'idle', 'busy', 'waiting']) {
      await writeFile(file(), content(status));
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    await saw('waiting');
  });

  test('a folder that is removed and made again', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('idle'));
    follow();
    await saw('idle');
    await rm(join(directory.path, 'config'), { recursive: true });
    await eventually('gone', () => last() === null, { everyMs: 5, timeoutMs: 5_000 });
    await mkdir(folder(), { recursive: true });
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('a listener that throws ends neither the process nor the watch', async () => {
    await mkdir(folder(), { recursive: true });
    watcher.follow(join(directory.path, 'config'), PID, () => {
      throw new Error('the store is full');
    });
    follow();
    await writeFile(file(), content('idle'));
    await saw('idle');
    await writeFile(file(), content('busy'));
    await saw('busy');
  });

  test('goes on for the others when one stops, and starts afresh after the last', async () => {
    await mkdir(folder(), { recursive: true });
    const stop = watcher.follow(join(directory.path, 'config'), 1, () => undefined);
    const stopOwn = follow();
    stop();
    stop();
    await writeFile(file(), content('busy'));
    await saw('busy');
    stopOwn();
    follow();
    stopOwn();
    await writeFile(file(), content('waiting'));
    await saw('waiting');
  });
});
