import { expect, it } from 'vitest';
import { isKeyName } from './key-names.ts';

it.each(
  [
    'Enter',
    'Escape',
    'Up',
    'BTab',
    'F12',
    'C-u',
    'C-j',
    'C-c',
    'M-Enter',
    'C-S-Left',
    'M-C-x',
  ].concat([...['1', 'y', '-', 'C-[', 'C-_', 'M-1', ';', "'", '~', 'S-F1', 'C-Space']]),
)('%s is a key', (key) => {
  expect(isKeyName(key)).toBe(true);
});

it.each([
  '',
  'Entre',
  'enter',
  'ab',
  'C-',
  'F13',
  'C-1',
  'X-a',
  '\n',
  ' ',
  'é',
  '0x41',
  'C-Enterr',
  'M-',
])('%j is none', (key) => {
  expect(isKeyName(key)).toBe(false);
});
