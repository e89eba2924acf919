import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TailEvent } from '../types.ts';
import { tailTranscript, type Tail, type TailOptions } from './tail-transcript.ts';

const WRITER = new URL('../testing/append-randomly.mjs', import.meta.url).pathname;

let directory: string;
let path: string;
let tails: Tail[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aegis-tail-'));
  path = join(directory, 't.jsonl');
  tails = [];
});
afterEach(async () => {
  await Promise.all(tails.map((tail) => tail.close()));
  rmSync(directory, { recursive: true, force: true });
});

interface Followed {
  tail: Tail;
  /** `uuid` of each entry, and `restarted <reason>`. */
  seen: string[];
  errors: unknown[];
}

function follow(options: Partial<TailOptions> = {}): Followed {
  const seen: string[] = [];
  const errors: unknown[] = [];
  const tail = tailTranscript({
    path,
    onEvent: (event) => void seen.push(...labels(event)),
    onError: (error) => void errors.push(error),
    ...options,
  });
  tails.push(tail);
  return { tail, seen, errors };
}

function labels(event: TailEvent): string[] {
  return event.type === 'restarted'
    ? [`restarted ${event.reason}`]
    : event.entries.map(({ uuid, type }) => uuid ?? type);
}

const lines = (...uuids: string[]): string =>
  uuids.map((uuid) => `${JSON.stringify({ type: 'user', uuid })}\n`).join('');
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

async function until({ seen }: Followed, wanted: string[]): Promise<void> {
  await eventually('the entries', () => seen.length >= wanted.length);
  expect(seen).toEqual(wanted);
}

describe('tailTranscript', () => {
  it('hands out what is there, and what is appended, once', async () => {
    writeFileSync(path, lines('1', '2'));
    const followed = follow();
    await until(followed, ['1', '2']);
    appendFileSync(path, lines('3'));
    await until(followed, ['1', '2', '3']);
    expect(followed.tail.position()).toMatchObject({ path, offset: readFileSync(path).length });
  });

  it('hands out a line only when its newline is there, though it may be no JSON', async () => {
    writeFileSync(path, lines('1') + '{"uuid":');
    const followed = follow();
    await until(followed, ['1']);
    expect(followed.tail.position().offset).toBe(lines('1').length);
    appendFileSync(path, '"2"}');
    await followed.tail.check();
    expect(followed.seen).toEqual(['1']);
    appendFileSync(path, '\nnonsense\n\n' + lines('3'));
    await until(followed, ['1', '2', 'invalid', '3']);
  });

  it.each([1, 2, 3])(
    'misses and repeats nothing of what a process writes in pieces (%i)',
    async (seed) => {
      path = join(directory, 'made', 'later', 't.jsonl');
      const followed = follow();
      const writer = spawn(process.execPath, [WRITER, path, '400', String(seed)], {
        stdio: 'inherit',
      });
      const [code] = (await once(writer, 'exit')) as [number];
      expect(code).toBe(0);
      await until(followed, numbers(0, 400));
      expect(followed.errors).toEqual([]);
    },
  );

  it('goes on from where another tail stopped, wherever that was', async () => {
    const writer = spawn(process.execPath, [WRITER, path, '600', '7'], { stdio: 'inherit' });
    const ended = once(writer, 'exit');
    const all: string[] = [];
    let from = { offset: 0, inode: null as number | null };
    for (let round = 0; round < 200 && all.length < 600; round += 1) {
      const { tail, seen } = follow({ from });
      await sleep(round % 7);
      await tail.close();
      from = tail.position();
      all.push(...seen);
    }
    await ended;
    const { tail, seen } = follow({ from });
    await tail.check();
    expect([...all, ...seen]).toEqual(numbers(0, 600));
  });

  it('begins again when the file was truncated', async () => {
    writeFileSync(path, lines('1', '2', '3'));
    const followed = follow();
    await until(followed, ['1', '2', '3']);
    truncateSync(path, lines('1').length);
    await until(followed, ['1', '2', '3', 'restarted truncated', '1']);
  });

  it('begins again when the file was written anew beyond its old end', async () => {
    writeFileSync(path, lines('1', '2'));
    const followed = follow();
    await until(followed, ['1', '2']);
    writeFileSync(path, lines('a', 'b', 'c', 'd'));
    await eventually('the new lines', () => followed.seen.at(-1) === 'd');
    const again = followed.seen.lastIndexOf('restarted truncated');
    expect(followed.seen.slice(again + 1)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begins again when another file took its place', async () => {
    writeFileSync(path, lines('1', '2'));
    const followed = follow();
    await until(followed, ['1', '2']);
    writeFileSync(`${path}.new`, lines('1', '2', '3'));
    renameSync(`${path}.new`, path);
    await until(followed, ['1', '2', 'restarted replaced', '1', '2', '3']);
    appendFileSync(path, lines('4'));
    await until(followed, ['1', '2', 'restarted replaced', '1', '2', '3', '4']);
  });

  it('notices at its start that the file is not the one it stopped in', async () => {
    writeFileSync(path, lines('1', '2'));
    const first = follow();
    await first.tail.check();
    const from = first.tail.position();
    await first.tail.close();

    writeFileSync(`${path}.new`, lines('a', 'b', 'c'));
    renameSync(`${path}.new`, path);
    await until(follow({ from }), ['restarted replaced', 'a', 'b', 'c']);
    const inode = statSync(path).ino;
    await until(follow({ from: { offset: 5, inode } }), ['restarted truncated', 'a', 'b', 'c']);
    await until(follow({ from: { offset: 500, inode } }), ['restarted truncated', 'a', 'b', 'c']);
  });

  it('survives the removal of the file and of its directory', async () => {
    path = join(directory, 'project', 't.jsonl');
    mkdirSync(join(directory, 'project'));
    writeFileSync(path, lines('1'));
    const followed = follow();
    await until(followed, ['1']);
    rmSync(join(directory, 'project'), { recursive: true });
    await sleep(50);
    mkdirSync(join(directory, 'project'));
    writeFileSync(path, lines('a', 'b'));
    await eventually('the new file', () => followed.seen.at(-1) === 'b');
    expect(followed.seen.slice(-2)).toEqual(['a', 'b']);
    expect(followed.errors).toEqual([]);
  });

  it('waits for a handler that takes its time', async () => {
    writeFileSync(path, lines(...numbers(0, 30_000)));
    let running = 0;
    let most = 0;
    const seen: string[] = [];
    const { tail } = follow({
      onEvent: async (event) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        seen.push(...labels(event));
        running -= 1;
      },
    });
    const checks = [tail.check(), tail.check()];
    appendFileSync(path, lines('last'));
    await Promise.all(checks);
    await eventually('the last line', () => seen.at(-1) === 'last');
    expect(most).toBe(1);
    expect(seen).toEqual([...numbers(0, 30_000), 'last']);
  });

  it('sees what happened to the file while its handler was busy', async () => {
    writeFileSync(path, lines('1'));
    const followed = follow({
      onEvent: async (event) => {
        followed.seen.push(...labels(event));
        if (followed.seen.length > 1) return;
        writeFileSync(`${path}.new`, lines('a'));
        renameSync(`${path}.new`, path);
        await sleep(100);
      },
    });
    await until(followed, ['1', 'restarted replaced', 'a']);
  });

  it('ends when its handler fails, and says so', async () => {
    writeFileSync(path, lines('1'));
    const errors: unknown[] = [];
    const { tail } = follow({
      onEvent: () => {
        throw new Error('handler');
      },
      onError: (error) => void errors.push(error),
    });
    await tail.check();
    appendFileSync(path, lines('2'));
    await sleep(50);
    expect(errors).toEqual([new Error('handler')]);
  });

  it('reports what it cannot read, and goes on when it can', async () => {
    mkdirSync(path);
    const followed = follow();
    await eventually('the error', () => followed.errors.length > 0);
    expect(followed.errors[0]).toMatchObject({ code: 'EISDIR' });
    rmSync(path, { recursive: true });
    writeFileSync(path, lines('1'));
    await until(followed, ['1']);
  });

  it('finds by its watchdog what the system did not tell of', async () => {
    const target = mkdtempSync(join(tmpdir(), 'aegis-tail-target-'));
    try {
      // Behind a symbolic link the file changes in a directory that nobody watches.
      const real = join(target, 'real.jsonl');
      writeFileSync(real, lines('1'));
      symlinkSync(real, path);
      const timers: { delayMs: number; run: () => void }[] = [];
      const followed = follow({
        clock: {
          after: (delayMs, run) => {
            timers.push({ delayMs, run });
            return () => undefined;
          },
        },
      });
      await until(followed, ['1']);
      appendFileSync(real, lines('2'));
      await sleep(100);
      expect(followed.seen).toEqual(['1']);
      expect(timers.map(({ delayMs }) => delayMs)).toEqual([10_000]);
      timers[0]?.run();
      await until(followed, ['1', '2']);
      expect(timers).toHaveLength(2);
    } finally {
      rmSync(target, { recursive: true });
    }
  });

  it('hands out nothing after close, and keeps no file open', async () => {
    writeFileSync(path, lines(...numbers(0, 60_000)));
    const openFiles = (): number => readdirSync('/proc/self/fd').length;
    const before = openFiles();
    const followed = follow();
    await eventually('a first piece', () => followed.seen.length > 0);
    await followed.tail.close();
    const seen = followed.seen.length;
    appendFileSync(path, lines('late'));
    await followed.tail.check();
    await sleep(50);
    expect(followed.seen).toHaveLength(seen);
    expect(openFiles()).toBeLessThanOrEqual(before);
  });

  it('can be closed, and asked to check, by its own handler', async () => {
    writeFileSync(path, lines('1'));
    let handled = false;
    const { tail } = follow({
      onEvent: async () => {
        await tail.check();
        await tail.close();
        handled = true;
      },
    });
    await eventually('the handler', () => handled);
  });
});
