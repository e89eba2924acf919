import { describe, expect, test } from 'vitest';
import type { ProcessRow } from './process-table.ts';
import { descendantsOf } from './process-tree.ts';

const row = (pid: number, parent: number): ProcessRow => ({
  pid,
  parent,
  state: 'S',
  started: 'Sun Nov 22 18:34:43 2026',
});
const pidsOf = (rows: readonly ProcessRow[]) => rows.map(({ pid }) => pid);

describe('descendantsOf', () => {
  test('parents first, in whatever order the table is', () => {
    const table = [row(30, 20), row(20, 10), row(99, 1), row(10, 1), row(21, 10), row(1, 0)];
    expect(pidsOf(descendantsOf(new Set([10]), table))).toEqual([10, 20, 21, 30]);
  });

  test('nothing where the process is gone', () => {
    expect(descendantsOf(new Set([5]), [row(6, 5), row(1, 0)])).toEqual([]);
  });

  test('a table with a circle comes to an end', () => {
    expect(pidsOf(descendantsOf(new Set([1]), [row(1, 2), row(2, 1), row(3, 3)]))).toEqual([1, 2]);
    expect(pidsOf(descendantsOf(new Set([0]), [row(0, 0), row(1, 0)]))).toEqual([0, 1]);
  });

  test('several roots, one below the other: each process once', () => {
    const table = [row(10, 1), row(20, 10), row(30, 20), row(40, 1)];
    expect(pidsOf(descendantsOf(new Set([20, 10, 40]), table))).toEqual([10, 20, 40, 30]);
  });
});
