import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces } from './pieces.ts';

test('make up the text again, none of them with half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }), (text, size) => {
      const all = [...pieces(text, size)];
      expect(all.map(({ piece }) => piece).join('')).toBe(text);
      expect(all.every(({ piece }) => piece.isWellFormed())).toBe(true);
      expect(all.map(({ isLast }) => isLast)).toEqual(
        all.map((_, index) => index === all.length - 1),
      );
    }),
  );
});
