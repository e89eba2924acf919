import { expect, test } from 'vitest';
import { formatOwners, parseOwners, sortOwners } from './orphaned-clients.ts';

test('reads what it writes, and leaves out what it did not', () => {
  const owners = [
    { client: 101, owner: 100 },
    { client: 205, owner: 200 },
  ];
  expect(parseOwners(formatOwners(owners))).toEqual(owners);
  expect(parseOwners('')).toEqual([]);
  expect(parseOwners('1:2 x 3 4:5:6 -1:2 7:8')).toEqual([
    { client: 1, owner: 2 },
    { client: 7, owner: 8 },
  ]);
});

test('a client is orphaned whose parent is not its owner; those that are gone are forgotten', () => {
  const owners = parseOwners('10:1000 20:2000 30:3000 40:4000');
  const attached = new Set([10, 20, 40]);
  const parents = new Map([
    [10, 1000],
    [20, 1],
    [30, 3000],
  ]);
  expect(sortOwners({ owners, attached, parents })).toEqual({
    orphaned: [20],
    kept: [{ client: 10, owner: 1000 }],
  });
});
