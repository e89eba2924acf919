import { expect, test } from 'vitest';
import { asDrawn } from './held-back.ts';

const busy = { at: 0, word: 'busy' };
const asked = { at: 100, word: 'waiting: permission prompt' };
const idle = { at: 900, word: 'idle' };

test('a dialog that is held back begins when it is not any more', () => {
  const held = asDrawn([busy, asked, idle], [{ from: 140, to: 600 }]);
  expect(held).toEqual([busy, { ...asked, at: 600 }, idle]);
});

test('one that was never drawn lasted no time, and nothing else is moved', () => {
  expect(asDrawn([busy, asked, idle], [{ from: 140, to: 2_000 }])[1]?.at).toBe(900);
  expect(asDrawn([busy, asked, idle], [{ from: 950, to: 2_000 }])).toEqual([busy, asked, idle]);
});
