import { expect, test } from 'vitest';
import { isSince, lookOf } from './setting.ts';

test.each([
  ['2.1.330', '2.1.50', true],
  ['2.1.50', '2.1.50', true],
  ['2.1.50', '2.1.330', false],
  ['2.0.76', '2.1.50', false],
  ['3.0.0', '2.1.330', true],
  ['1.0.128', '2.0.14', false],
])('%s since %s: %s', (version, first, expected) => {
  expect(isSince({ version }, first)).toBe(expected);
});

test('a look is what names a file', () => {
  const setting = {
    version: '2.1.330',
    cols: 60,
    rows: 20,
    renderer: 'fullscreen',
    theme: 'dark',
  } as const;
  expect(lookOf(setting)).toBe('60x20.fullscreen.dark');
});
