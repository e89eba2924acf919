import { expect, test } from 'vitest';
import { streamStart } from './stream-start.ts';

test.each([
  ['nothing asked: from now on', undefined, { first: 5, last: 9 }, 9, false],
  ['an empty store', 0, { first: 0, last: 0 }, 0, false],
  ['all from the first', 0, { first: 1, last: 9 }, 0, false],
  ['from the middle', 6, { first: 5, last: 9 }, 6, false],
  ['just before the oldest that is kept', 4, { first: 5, last: 9 }, 4, false],
  ['one that is pruned', 3, { first: 5, last: 9 }, 4, true],
  ['all of them pruned', 3, { first: 0, last: 9 }, 9, true],
  ['the newest, all of them pruned', 9, { first: 0, last: 9 }, 9, false],
  ['one that was never given out', 10, { first: 5, last: 9 }, 9, true],
  ['of a database that is gone', 7, { first: 0, last: 0 }, 0, true],
])('%s', (...[, asked, kept, after, gap]) => {
  expect(streamStart(asked, kept)).toEqual({
    after,
    gap,
    firstEventId: kept.first,
    lastEventId: kept.last,
  });
});
