import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { liveBranch } from '../live-branch.ts';
import { FIXTURE, fixtureEntries } from '../testing/fixture.ts';
import type { Entry } from '../types.ts';
import { readEntries, readLiveEntries } from './read-entries.ts';
import { readLastEntries } from './read-last-entries.ts';

const directory = mkdtempSync(join(tmpdir(), 'aegis-read-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function collect(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

const FIXTURE_PATH = fileURLToPath(FIXTURE);

describe('readEntries', () => {
  it('reads a whole transcript', async () => {
    expect(await collect(readEntries(FIXTURE_PATH))).toEqual(fixtureEntries());
  });

  it('reads from one entry to another', async () => {
    const all = fixtureEntries();
    const from = all[10]?.start ?? -1;
    const to = all[20]?.end ?? -1;
    expect(await collect(readEntries(FIXTURE_PATH, { from, to }))).toEqual(all.slice(10, 21));
    expect(await collect(readEntries(FIXTURE_PATH, { from, to: to - 1 }))).toEqual(
      all.slice(10, 20),
    );
  });

  it('leaves out a last line without its newline, and empty lines', async () => {
    const path = join(directory, 'open.jsonl');
    writeFileSync(path, '{"type":"a"}\n\n \r\n{"type":"b"}\n{"type":"c"}');
    expect((await collect(readEntries(path))).map(({ type }) => type)).toEqual(['a', 'b']);
  });

  it('makes an invalid entry of a line that is too long', async () => {
    const path = join(directory, 'long.jsonl');
    writeFileSync(path, `{"type":"a"}\n{"text":"${'x'.repeat(600_000)}"}\n{"type":"b"}\n`);
    const found = await collect(readEntries(path, { maxLineBytes: 500_000 }));
    expect(found.map(({ type }) => type)).toEqual(['a', 'invalid', 'b']);
    expect(found[1]).toMatchObject({ raw: { problem: 'too_long' }, start: 13 });
    expect(found[1]?.end).toBe(found[2]?.start);
    expect((await collect(readEntries(path)))[1]?.type).toBe('unknown');
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const reading = (async () => {
      for await (const entry of readEntries(FIXTURE_PATH, { signal: controller.signal })) {
        if (entry.start > 0) controller.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  it('needs little memory for a large file', async () => {
    const path = join(directory, 'large.jsonl');
    const file = openSync(path, 'w');
    const line = `${JSON.stringify({ type: 'user', text: 'x'.repeat(100_000) })}\n`;
    const block = line.repeat(20);
    for (let count = 0; count < 100; count += 1) writeSync(file, block);
    closeSync(file);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = 0;
    let entries = 0;
    for await (const entry of readEntries(path)) {
      entries += entry.type === 'user' ? 1 : 0;
      most = Math.max(most, process.memoryUsage().rss);
    }
    expect(entries).toBe(2_000);
    // The file has 200 MB.
    expect(most - before).toBeLessThan(120_000_000);
    rmSync(path);
  });

  it('reads over a hole of 300 MB without a newline', async () => {
    const path = join(directory, 'hole.jsonl');
    writeFileSync(path, '{"type":"a"}\n');
    const file = openSync(path, 'r+');
    ftruncateSync(file, 300_000_000);
    writeSync(file, '\n{"type":"b"}\n', 300_000_000);
    closeSync(file);
    const found = await collect(readEntries(path));
    expect(found.map(({ type }) => type)).toEqual(['a', 'invalid', 'b']);
    rmSync(path);
  });

  it('fails as the file system does', async () => {
    await expect(collect(readEntries(join(directory, 'none')))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('readLiveEntries', () => {
  it('is liveBranch of the file', async () => {
    expect(await collect(readLiveEntries(FIXTURE_PATH))).toEqual(liveBranch(fixtureEntries()));
  });
});

describe('readLastEntries', () => {
  it('reads back from the end until it is enough', async () => {
    const path = join(directory, 'last.jsonl');
    const all = Array.from(
      { length: 3_000 },
      (_, index) =>
        `${JSON.stringify({ type: 'user', uuid: String(index), text: 'x'.repeat(index % 500) })}\n`,
    );
    writeFileSync(path, all.join(''));
    const uuids = async (needed: number, maxBytes?: number): Promise<(string | null)[]> => {
      const entries = await readLastEntries(path, {
        isEnough: ({ length }) => length >= needed,
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      return entries.map(({ uuid }) => uuid);
    };
    for (const needed of [0, 1, 100, 2_000]) {
      const found = await uuids(needed);
      expect(found.length).toBeGreaterThanOrEqual(needed);
      expect(found).toEqual(
        Array.from({ length: found.length }, (_, at) => String(3_000 - found.length + at)),
      );
    }
    expect(await uuids(Infinity)).toHaveLength(3_000);
    const little = await uuids(Infinity, 10_000);
    expect(little.at(-1)).toBe('2999');
    expect(little.length).toBeLessThan(100);
  });

  it('finds whole lines only, wherever the window begins', async () => {
    const path = join(directory, 'border.jsonl');
    writeFileSync(path, '{"type":"aaaa"}\n{"type":"bbbb"}\n');
    for (let maxBytes = 1; maxBytes <= 32; maxBytes += 1) {
      const found = await readLastEntries(path, { isEnough: () => false, maxBytes });
      const wanted = maxBytes >= 32 ? ['aaaa', 'bbbb'] : maxBytes >= 16 ? ['bbbb'] : [];
      expect(found.map(({ type }) => type)).toEqual(wanted);
    }
  });

  it('gives nothing of an empty file', async () => {
    const path = join(directory, 'empty.jsonl');
    writeFileSync(path, '');
    expect(await readLastEntries(path, { isEnough: () => false })).toEqual([]);
  });
});
