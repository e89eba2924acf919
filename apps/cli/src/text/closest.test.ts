import { expect, test } from 'vitest';
import { closest, didYouMean } from './closest.ts';

test.each([
  ['tset', ['test', 'build'], ['test']],
  ['Tests', ['tests'], ['tests']],
  ['fix', ['fix-ci', 'prefix', 'other'], ['fix-ci', 'prefix']],
  ['bulid', ['build', 'builds', 'guild'], ['build']],
  ['zzz', ['test', 'build'], []],
  ['a', ['b'], ['b']],
  ['x'.repeat(5000), ['x'.repeat(64)], ['x'.repeat(64)]],
  ['t', [], []],
])('%s of %j', (word, words, found) => {
  expect(closest(word, words).slice(0, found.length)).toEqual(found);
  if (found.length === 0) expect(closest(word, words)).toEqual([]);
});

test('asks', () => {
  expect(didYouMean('tset', ['test'])).toBe(' Did you mean "test"?');
  expect(didYouMean('zzz', ['test'])).toBe('');
});
