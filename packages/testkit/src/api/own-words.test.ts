import { expect, test } from 'vitest';
import { ownWords } from './own-words.ts';

test('a prompt is left as it is, blanks and all', () => {
  expect(ownWords('  fix it\n\n')).toBe('  fix it\n\n');
});

test('a reminder is not the user speaking', () => {
  expect(ownWords('<system-reminder>\nToday is Sunday.\n</system-reminder>\n')).toBeNull();
});

test.each([
  '<task-notification>\n<task-id>a1</task-id>',
  '<bash-notification>\n<shell-id>b8</shell-id>',
])('%j is the end of something in the background', (text) => {
  expect(ownWords(text)).toBeNull();
});

test('a prompt that only quotes a reminder stays a prompt', () => {
  const prompt = 'What does <system-reminder>x</system-reminder> mean?';
  expect(ownWords(prompt)).toBe(prompt);
});

test('a queued prompt is taken out of what CC puts around it', () => {
  const note =
    'This is how Claude Code surfaces messages the user sends mid-turn. Address the message above.';
  const queued = `The user sent a new message while you were working:\nline 1\n\nline 2\n\n${note}`;
  expect(ownWords(queued)).toBe('line 1\n\nline 2');
});

test('a queued prompt inside a reminder is taken out as well', () => {
  const queued =
    'The user sent a new message while you were working:\nstop\n\nIMPORTANT: address it';
  expect(ownWords(`<system-reminder>\n${queued}\n</system-reminder>`)).toBe('stop');
});

test.each([
  'Output token limit hit. Resume directly',
  'Your response above was stopped by a safety classifier',
])('"%s" is CC itself', (text) => {
  expect(ownWords(text)).toBeNull();
});
