import { screenFromText } from '@aegis/screen';
import { expect, test } from 'vitest';
import { box, COLS } from '../testing/frames.ts';
import { readScreen } from './read-screen.ts';

const CURSOR = '\u001b[7m \u001b[0m';
const GREY = '\u001b[38;5;246m';
const composer = async (text: string) =>
  readScreen(await screenFromText(box(text), { cols: COLS })).composer;

test.each([
  ['2.1.330', `\u001b[38;5;153m/clear\u001b[39m ${CURSOR}${GREY}[name]`, '[name]'],
  ['1.0.128', `/compact ${CURSOR}\u001b[2m<optional words for it>`, '<optional words for it>'],
  ['no colours', `/clear ${CURSOR}[name]`, '[name]'],
])('what a command can be given is not what was typed: %s', async (_name, text, hint) => {
  const typed = text.includes('compact') ? '/compact' : '/clear';
  expect(await composer(text)).toEqual({ text: typed, ghost: hint, mode: 'prompt' });
});

test.each([
  ['a command and words', `/clear some [name]${CURSOR}`, '/clear some [name]'],
  ['the cursor in front of words', `/clear${CURSOR}some words`, '/clear some words'],
  ['no command', `clear ${CURSOR}${GREY}[name]`, 'clear  [name]'],
])('what was typed is: %s', async (_name, text, typed) => {
  expect(await composer(text)).toMatchObject({ text: typed, ghost: null });
});
