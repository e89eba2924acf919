import { expect, test } from 'vitest';
import { inOrder, keepOrder } from './in-order.ts';
import { assistantLine, entryOf, userLine } from './testing/lines.ts';
import type { Entry } from './types.ts';

const user = (uuid: string, parentUuid: string | null): Entry =>
  userLine(uuid, { uuid, parentUuid });
const assistant = (uuid: string, parentUuid: string | null): Entry =>
  assistantLine(uuid, { uuid, parentUuid });
const other = (uuid: string | null, parentUuid: string | null): Entry =>
  entryOf({ type: 'attachment', ...(uuid === null ? {} : { uuid }), parentUuid });
const names = (entries: readonly Entry[]) => entries.map(({ uuid, type }) => uuid ?? type);

test('a reply that was written before its prompt comes behind it', () => {
  const written = [other(null, null), assistant('a', 'x'), user('p', null), other('x', 'p')];
  expect(names(inOrder(written))).toEqual(['attachment', 'p', 'x', 'a']);
});

test('so do two, the second of which hangs on the first', () => {
  const written = [assistant('b', 'a'), assistant('a', 'p'), user('p', null), user('q', 'b')];
  expect(names(inOrder(written))).toEqual(['p', 'a', 'b', 'q']);
});

test('what is in order stays so, also where a parent is in no line', () => {
  const written = [
    assistant('a', 'elsewhere'),
    user('p', null),
    assistant('b', 'p'),
    user('q', 'a'),
  ];
  expect(inOrder(written)).toEqual(written);
});

test('of a file that is being read nothing is lost, and nothing waits for ever', () => {
  const keeper = keepOrder();
  expect(keeper.push(assistant('a', 'never'))).toEqual([]);
  const lines = Array.from({ length: 40 }, (_, at) => user(`u${at}`, null));
  const handedOut = lines.flatMap((line) => keeper.push(line));
  expect(names(handedOut).indexOf('a')).toBe(31);
  expect(handedOut).toHaveLength(41);
  const short = keepOrder();
  short.push(assistant('a', 'never'));
  expect(names(short.rest())).toEqual(['a']);
});
