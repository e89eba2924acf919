import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createChunkLog } from './chunk-log.ts';

const directory = mkdtempSync(join(tmpdir(), 'aegis-chunks-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('a mark is the number of bytes that had been drawn', () => {
  const log = createChunkLog(join(directory, 'marks'));
  const draw = (at: number, text: string): void => {
    appendFileSync(log.path, `${at} ${Buffer.from(text).toString('base64')}\n`);
  };
  const before = log.mark();
  draw(1000, '日本');
  const between = log.mark();
  draw(1040, 'abc');
  const { chunks, bytes, offsetAt } = log.read();
  expect(chunks).toEqual([
    [0, 6],
    [40, 3],
  ]);
  expect(Buffer.from(bytes).toString()).toBe('日本abc');
  expect([before, between, log.mark()].map(offsetAt)).toEqual([0, 6, 9]);
});

test('quiet waits for the last draw', async () => {
  const log = createChunkLog(join(directory, 'quiet'));
  let isDrawing = true;
  const drawing = (async () => {
    for (let count = 0; count < 5; count += 1) {
      appendFileSync(log.path, `${count} YQ==\n`);
      await sleep(60);
    }
    isDrawing = false;
  })();
  await log.quiet(200);
  expect(isDrawing).toBe(false);
  await drawing;
});
