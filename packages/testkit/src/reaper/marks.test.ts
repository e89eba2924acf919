import { expect, test } from 'vitest';
import { isAlive, isOwnerAlive, ownedName, ownerIdOf, ownerPidOfName, ownersOf } from './marks.ts';
import type { ProcessRow } from './process-table.ts';

const rowWith = (environment: string[]): ProcessRow => ({
  pid: 1,
  parentPid: 0,
  startedAt: '1',
  command: '',
  environment,
});

test('a name tells its owner, and only ours do', () => {
  expect(ownerPidOfName(ownedName(4321, '0123abcd'))).toBe(4321);
  for (const name of [
    'default',
    'aegis-test-4321-0123abcd',
    'aegis-test-p1-xyz',
    'aegis-test-p1',
  ]) {
    expect(ownerPidOfName(name)).toBeNull();
  }
});

test('the owners of a process are those in its environment', () => {
  expect(ownersOf(rowWith(['A=1', 'AEGIS_TESTKIT_OWNERS=1.2,3.4']))).toEqual(['1.2', '3.4']);
  expect(ownersOf(rowWith(['A=AEGIS_TESTKIT_OWNERS=1.2']))).toEqual([]);
});

test('a later process with the pid of an owner is not the owner', () => {
  expect(isOwnerAlive(ownerIdOf(process.pid))).toBe(true);
  expect(isOwnerAlive(`${process.pid}.1`)).toBe(false);
  expect(isOwnerAlive('not a pid')).toBe(false);
  expect(isAlive(process.pid)).toBe(true);
});
