import { describe, expect, test } from 'vitest';
import {
  descendantsOf,
  isSameProcess,
  parseProcessTable,
  type ProcessRow,
} from './process-tree.ts';

const row = (pid: number, parent: number): ProcessRow => ({
  pid,
  parent,
  state: 'S',
  started: 'Sun Nov 22 18:34:43 2026',
});
const pidsOf = (rows: readonly ProcessRow[]) => rows.map(({ pid }) => pid);

describe('parseProcessTable', () => {
  test('reads rows, whatever their padding', () => {
    const output = [
      '      1       0 Ss   Sun Nov 22 08:00:01 2026',
      '  47110      1 Sl+  Sun Nov  1 18:34:43 2026',
      '',
    ].join('\n');
    expect(parseProcessTable(output)).toEqual([
      { pid: 1, parent: 0, state: 'Ss', started: 'Sun Nov 22 08:00:01 2026' },
      { pid: 47_110, parent: 1, state: 'Sl+', started: 'Sun Nov 1 18:34:43 2026' },
    ]);
  });

  test('passes over lines of another form', () => {
    expect(parseProcessTable('PID PPID STAT\n-1 0 S x\n1 a S x\n7\nps: warning\n')).toEqual([]);
  });
});

describe('descendantsOf', () => {
  test('parents first, in whatever order the table is', () => {
    const table = [row(30, 20), row(20, 10), row(99, 1), row(10, 1), row(21, 10), row(1, 0)];
    expect(pidsOf(descendantsOf(10, table))).toEqual([10, 20, 21, 30]);
  });

  test('nothing where the process is gone', () => {
    expect(descendantsOf(5, [row(6, 5), row(1, 0)])).toEqual([]);
  });

  test('a table with a circle comes to an end', () => {
    expect(pidsOf(descendantsOf(1, [row(1, 2), row(2, 1), row(3, 3)]))).toEqual([1, 2]);
    expect(pidsOf(descendantsOf(0, [row(0, 0), row(1, 0)]))).toEqual([0, 1]);
  });
});

describe('isSameProcess', () => {
  const at = (started: string, pid = 5) => ({ ...row(pid, 1), started });

  test.each([
    ['Sun Nov 22 18:34:43 2026', true],
    ['Sun Nov 22 18:34:44 2026', true],
    ['Sun Nov 22 18:34:42 2026', true],
    ['Sun Nov 22 18:34:46 2026', false],
    ['Sun Nov 22 18:33:43 2026', false],
    ['garbage', false],
  ])('started %s: %s', (started, isSame) => {
    expect(isSameProcess(at('Sun Nov 22 18:34:43 2026'), at(started))).toBe(isSame);
  });

  test('by its pid first', () => {
    expect(isSameProcess(row(5, 1), row(6, 1))).toBe(false);
  });

  test('a start that cannot be read is the same only as itself', () => {
    expect(isSameProcess(at('?'), at('?'))).toBe(true);
  });
});
