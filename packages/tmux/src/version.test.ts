import { expect, it } from 'vitest';
import { isAtLeast, MINIMUM_VERSION, parseVersion, supports } from './version.ts';

it.each([
  ['tmux 3.3a', '3.3a', 3, 3],
  ['3.2', '3.2', 3, 2],
  ['tmux 3.10-rc2', '3.10-rc2', 3, 10],
  ['tmux next-3.6\n', 'next-3.6', 3, 6],
])('%j', (printed, text, major, minor) => {
  expect(parseVersion(printed)).toEqual({ text, major, minor });
});

it.each([
  ['1.8', false],
  ['2.9a', false],
  ['3.1c', false],
  ['3.2-rc4', true],
  ['3.2a', true],
  ['3.10', true],
  ['4.0', true],
  ['master', true],
  ['openbsd-7.5', true],
])('%s is new enough: %s', (text, expected) => {
  expect(isAtLeast(parseVersion(text), MINIMUM_VERSION)).toBe(expected);
});

it('knows what came with 3.3', () => {
  expect(supports(parseVersion('3.2a'), 'remainOnExitFormat')).toBe(false);
  expect(supports(parseVersion('3.3'), 'remainOnExitFormat')).toBe(true);
});
