import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from './match.ts';

test.each([
  ['No', 'No', true],
  ['No', 'No, exit', false],
  ['No, *', 'No, use rm', true],
  ['Yes,*session*', 'Yes, for this session', true],
  ['* new servers', '3 new servers', true],
  ['a*a', 'a', false],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test('as a regular expression would have it', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
  fc.assert(
    fc.property(word, text, (pattern, tried) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      expect(matches(pattern, tried)).toBe(expression.test(tried));
    }),
  );
});
