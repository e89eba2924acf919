import { expect, test } from 'vitest';
import { OutputTail } from './output-tail.ts';

function tailOf(limit: number, ...chunks: (string | Buffer)[]) {
  const tail = new OutputTail(limit);
  for (const chunk of chunks) tail.add(Buffer.from(chunk as string));
  return tail.read();
}

test('what fits is whole', () => {
  expect(tailOf(100, 'one\n', 'two\n')).toEqual({ output: 'one\ntwo', droppedBytes: 0 });
  expect(tailOf(100)).toEqual({ output: '', droppedBytes: 0 });
});

test('of more the end is kept, from a line on, and the rest is counted', () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => `line ${at}\n`);
  const { output, droppedBytes } = tailOf(40, ...lines);
  expect(output.split('\n')).toEqual(['line 996', 'line 997', 'line 998', 'line 999']);
  expect(droppedBytes + output.length + 1).toBe(lines.join('').length);
});

test('a line without an end is cut between characters', () => {
  expect(tailOf(8, 'äöüß€€€')).toEqual({ output: '€€', droppedBytes: 11 });
});

test('a character may come in two pieces', () => {
  const euro = Buffer.from('€');
  expect(tailOf(10, euro.subarray(0, 1), euro.subarray(1)).output).toBe('€');
});

test('colours, links, bells and what was drawn over are gone', () => {
  const link = '\u001B]8;;https://example.com\u0007here\u001B]8;;\u0007';
  expect(
    tailOf(500, `\u001B[31mred\u001B[0m ${link}\u0007\r\n10%\r50%\rdone\r\n\u0000x`).output,
  ).toBe('red here\ndone\nx');
});
