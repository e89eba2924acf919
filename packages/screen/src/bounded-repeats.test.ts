import { expect, test } from 'vitest';
import { screenAfter } from './testing/screens.ts';

const ROWS = Array.from({ length: 6 }, (_, row) => `row ${row}`).join('\r\n');
const HOME = '\u001b[3;4H';

/** More than any screen has, and what is as much on this one, of 20 by 6. */
test.each([
  ['S', 6],
  ['T', 6],
  ['L', 6],
  ['M', 6],
  ['I', 20],
  ['Z', 20],
  ['b', 20],
])('CSI 2147483647 %s is done at once, as often as it counts', async (final, most) => {
  const after = (count: number) => screenAfter(`${ROWS}${HOME}x\u001b[${count}${final}y`);
  const startedAt = performance.now();
  const huge = await after(2_147_483_647);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(huge).toEqual(await after(most));
});

test('what the screen can show is carried out as it is asked for', async () => {
  const { lines } = await screenAfter(`${ROWS}\u001b[2S`);
  expect(lines.map(({ text }) => text)).toEqual(['row 2', 'row 3', 'row 4', 'row 5', '', '']);
});
