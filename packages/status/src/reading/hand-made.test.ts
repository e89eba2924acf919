import { expect, test } from 'vitest';
import { inTermsOf } from '../testing/corpus.ts';
import { frame } from '../testing/frames.ts';
import { handMadeDialogs } from '../testing/hand-made-dialogs.ts';
import { handMade } from '../testing/hand-made.ts';
import { readScreen } from './read-screen.ts';

test.each([...handMade, ...handMadeDialogs])('$name', async ({ text, expected, rule }) => {
  const reading = readScreen(await frame(text));
  expect(inTermsOf(expected, reading)).toEqual({ dialog: null, ...expected });
  if (rule !== undefined) expect(reading.rule).toBe(rule);
});
