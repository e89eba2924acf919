import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAtLeast, parseClaudeVersion } from './claude-version.ts';

type Parts = readonly [number, number, number];

describe('parseClaudeVersion', () => {
  test.each<[string, string, Parts]>([
    ['2.1.330 (Claude Code)\n', '2.1.330', [2, 1, 330]],
    ['  1.0.128', '1.0.128', [1, 0, 128]],
    ['2.1.63-beta.1 (Claude Code)', '2.1.63', [2, 1, 63]],
  ])('reads %j', (output, text, parts) => {
    expect(parseClaudeVersion(output)).toEqual({ text, parts });
  });

  test.each(['', 'v2.1.3', '2.1', 'claude 2.1.3', 'git version 2.39.5', '123456.1.1'])(
    'finds none in %j',
    (output) => {
      expect(parseClaudeVersion(output)).toBeNull();
    },
  );

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (output) => {
        parseClaudeVersion(output);
      }),
    );
  });
});

describe('isAtLeast', () => {
  const part = fc.nat({ max: 9 });
  const version = fc.tuple(part, part, part);

  test('orders by number, the first that differs decides', () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const weight = ([a, b, c]: Parts) => a * 100 + b * 10 + c;
        expect(isAtLeast(one, other)).toBe(weight(one) >= weight(other));
      }),
    );
  });

  test('numbers, not text', () => {
    expect(isAtLeast([2, 1, 100], [2, 1, 99])).toBe(true);
    expect(isAtLeast([10, 0, 0], [9, 9, 9])).toBe(true);
  });
});
