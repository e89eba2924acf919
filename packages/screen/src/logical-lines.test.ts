import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logicalLines } from './logical-lines.ts';
import { screenAfter } from './testing/screens.ts';

test('wrapped rows are one line, and say where they stand', async () => {
  const snapshot = await screenAfter('a\r\n0123456789012345678901234567890123456789x\r\nb');
  expect(logicalLines(snapshot).slice(0, 3)).toEqual([
    { text: 'a', row: 0, rowCount: 1 },
    { text: '0123456789012345678901234567890123456789x', row: 1, rowCount: 3 },
    { text: 'b', row: 4, rowCount: 1 },
  ]);
});

test('whatever is written comes back, blanks and wide characters at the edge too', async () => {
  // A blank before a wide character that moves down looks like the cell that it left.
  const line = fc.array(fc.constantFrom('a', ' b', '漢', '😀', 'é', 'e\u0301'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(line, async (characters) => {
      const text = `${characters.join('')}.`;
      const snapshot = await screenAfter(text, { cols: 9, rows: 20 });
      expect(logicalLines(snapshot)[0]?.text).toBe(text);
    }),
    { numRuns: 60 },
  );
});
