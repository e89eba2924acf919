import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';
import { captureOf, encode, screenAfter, texts } from './testing/screens.ts';

const small = fc.integer({ min: 1, max: 12 });
const piece = fc.oneof(
  fc.constantFrom('abc', 'word ', '漢', '😀', 'e\u0301', '─────', '\r\n', '\r', '\n', '\t', '\b'),
  fc.string({ maxLength: 15 }).map((text) => text.replace(/[^\w ]/g, '.')),
  fc.tuple(small, small).map(([row, column]) => `\u001b[${row};${column}H`),
  fc
    .tuple(fc.constantFrom('A', 'B', 'C', 'D', 'J', 'K', 'L', 'M', 'P', 'X', '@', 'S', 'T'), small)
    .map(([final, count]) => `\u001b[${count % 3}${final}`),
  fc.tuple(small, small).map(([a, b]) => `\u001b[${Math.min(a, b)};${Math.max(a, b) + 1}r`),
  fc
    .constantFrom('0', '1', '2', '3', '4', '7', '38;5;153', '48;5;22', '38;2;9;8;7', '39', '49')
    .map((code) => `\u001b[${code}m`),
  fc.constantFrom(
    '\u001b[?25l',
    '\u001b[?25h',
    '\u001b[?1049h',
    '\u001b[?1049l',
    '\u001b]2;T\u0007',
  ),
);

test('a screen that is reset from a capture shows what the stream showed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
      const streamed = await screenAfter(pieces.join(''), { cols: 12, rows: 8 });
      const screen = createScreen({ cols: 40, rows: 3 });
      await screen.write(encode('what was here before\u001b[?25l\u001b[41m'));
      await screen.reset(captureOf(streamed));
      expect(screen.snapshot()).toEqual(streamed);
    }),
    { numRuns: 300 },
  );
});

test('a cursor that waits behind a last column of blanks waits there again', async () => {
  const streamed = await screenAfter('word   word ', { cols: 12, rows: 8 });
  const screen = createScreen({ cols: 12, rows: 8 });
  await screen.reset(captureOf(streamed));
  expect(screen.snapshot()).toEqual(streamed);
  expect(streamed.cursor.x).toBe(12);
});

test('the stream goes on where the capture left off', async () => {
  const first = 'prompt> \u001b[1mls\u001b[0m -la and a long line';
  const rest = 'r and longer still\r\nnext';
  const size = { cols: 12, rows: 8 };
  const screen = createScreen(size);
  await screen.reset(captureOf(await screenAfter(first, size)));
  await screen.write(encode(rest));
  expect(screen.snapshot()).toEqual(await screenAfter(first + rest, size));
});

test('colours go on from one captured row into the next', async () => {
  const screen = createScreen({ cols: 5, rows: 2 });
  await screen.reset({
    ...{ cols: 5, rows: 2, lines: ['\u001b[31mred', 'too\u001b[0m.'], wrapped: [false, false] },
    ...{ alternate: true, title: 'x', cursor: { x: 0, y: 1, visible: true } },
  });
  const [first, second] = screen.snapshot().lines;
  expect([first?.runs[0]?.foreground, second?.runs.map((run) => run.foreground)]).toEqual([
    'p1',
    ['p1', 'default'],
  ]);
  expect(texts(screen.snapshot())).toEqual(['red', 'too.']);
});

test('line drawing that tmux captured as shifted letters is drawn as lines', async () => {
  const screen = createScreen({ cols: 6, rows: 2 });
  await screen.reset({
    ...{ cols: 6, rows: 2, lines: ['\u000elqk\u000f l', 'l'], wrapped: [false, false] },
    ...{ alternate: false, title: '', cursor: { x: 1, y: 1, visible: true } },
  });
  expect(texts(screen.snapshot())).toEqual(['┌─┐ l', 'l']);
});
