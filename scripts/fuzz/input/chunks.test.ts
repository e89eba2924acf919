import { expect, it } from 'vitest';
import { inPieces } from './chunks.ts';

it('holds every byte once and in order', () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, index) => index);
  const pieces = inPieces(bytes, [3, 14, 3, 999]);
  expect(pieces).toHaveLength(5);
  expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
});
