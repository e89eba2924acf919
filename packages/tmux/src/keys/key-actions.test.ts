import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TmuxError } from '../tmux-error.ts';
import type { KeyPlan } from '../types.ts';
import { keyActions, PIECE_INTERVAL_MS, PIECE_LENGTH } from './key-actions.ts';

const wait = { type: 'wait', ms: PIECE_INTERVAL_MS };

describe('text', () => {
  it('comes in pieces with waits between, whole and in order', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '漢', '😀', 'é'), maxLength: 1500 }),
        (text) => {
          const actions = keyActions([{ type: 'text', text }]);
          const pieces = actions.flatMap((action) => (action.type === 'text' ? [action.text] : []));
          expect(pieces.join('')).toBe(text);
          expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
          expect(pieces.every(({ length }) => length > 0 && length <= PIECE_LENGTH)).toBe(true);
          expect(actions.filter(({ type }) => type === 'wait')).toHaveLength(
            Math.max(0, pieces.length - 1),
          );
        },
      ),
    );
  });

  it.each(['a\nb', 'a\tb', '\u001b[A', 'x\u0000', '\u007f', '\u009b31m', '\ud800'])(
    'refuses %j',
    (text) => {
      expect(() => keyActions([{ type: 'text', text }])).toThrow(TmuxError);
    },
  );

  it('is refused before anything is sent, wherever it stands in the plan', () => {
    const plan: KeyPlan = [
      { type: 'key', key: 'C-u' },
      { type: 'text', text: 'a\rb' },
    ];
    expect(() => keyActions(plan)).toThrow('U+000D at offset 1');
  });
});

describe('distance', () => {
  it.each<[string, KeyPlan, unknown[]]>([
    [
      'a new line belongs to its text; the next piece waits',
      [
        { type: 'text', text: 'a' },
        { type: 'key', key: 'C-j' },
        { type: 'text', text: 'b' },
      ],
      [{ type: 'text', text: 'a' }, { type: 'key', key: 'C-j' }, wait, { type: 'text', text: 'b' }],
    ],
    [
      'a key that acts on the text waits',
      [
        { type: 'text', text: 'a' },
        { type: 'key', key: 'Enter' },
      ],
      [{ type: 'text', text: 'a' }, wait, { type: 'key', key: 'Enter' }],
    ],
    [
      'a pause of the plan is enough',
      [
        { type: 'text', text: 'a' },
        { type: 'pause', ms: 80 },
        { type: 'key', key: 'Enter' },
      ],
      [
        { type: 'text', text: 'a' },
        { type: 'wait', ms: 80 },
        { type: 'key', key: 'Enter' },
      ],
    ],
    [
      'keys need none',
      [
        { type: 'key', key: 'Down' },
        { type: 'key', key: 'Enter' },
      ],
      [
        { type: 'key', key: 'Down' },
        { type: 'key', key: 'Enter' },
      ],
    ],
  ])('%s', (_, plan, actions) => {
    expect(keyActions(plan)).toEqual(actions);
  });
});

it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('refuses a pause of %d ms', (ms) => {
  expect(() => keyActions([{ type: 'pause', ms }])).toThrow(TmuxError);
});

it('refuses a key that tmux would type as text', () => {
  expect(() => keyActions([{ type: 'key', key: 'Entre' }])).toThrow('tmux knows no key "Entre"');
});
