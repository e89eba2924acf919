import { expect, test } from 'vitest';
import { loadRecording } from '@aegis/corpus';
import { replay } from './corpus.ts';
import { drawnOffsets } from './drawn-offsets.ts';
import { everyByte } from './cuts.ts';

const offsetsOf = (text: string) => drawnOffsets(new TextEncoder().encode(text));

test('each character, and each sequence but those of colours, as a whole', () => {
  expect(offsetsOf('a漢\r\n')).toEqual([1, 4, 5, 6]);
  expect(offsetsOf('\u001b[1;31mx\u001b[2J\u001b[?25l')).toEqual([8, 12, 18]);
  expect(offsetsOf('\u001b]0;title\u0007\u001b]0;t\u001b\\y\u001b7')).toEqual([10, 17, 18, 20]);
  expect(offsetsOf('x\u001b[3')).toEqual([1, 4]);
});

test('at every other offset the screen is as it was', async () => {
  const whole = loadRecording('2.1.330/shell.120x40.classic.dark');
  const recording = { ...whole, bytes: whole.bytes.subarray(0, 4_000) };
  const drawn = new Set(drawnOffsets(recording.bytes));
  let before: string | null = null;
  await replay(recording, everyByte(0, recording.bytes.length), (screen, offset) => {
    const now = JSON.stringify(screen);
    if (before !== null && !drawn.has(offset)) expect(now, `at ${offset}`).toBe(before);
    before = now;
  });
  expect(drawn.size).toBeLessThan(recording.bytes.length * 0.8);
});
