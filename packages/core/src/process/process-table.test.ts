import { describe, expect, test } from 'vitest';
import { isSameProcess, rowFromStat, parseProcessTable, type ProcessRow } from './process-table.ts';

const row = (pid: number, parent: number): ProcessRow => ({
  pid,
  parent,
  state: 'S',
  started: 'Sun Nov 22 18:34:43 2026',
});

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

describe('rowFromStat', () => {
  const fields = '1 47110 47110 34817 47110 4194304 1 2 3 4 5 6 7 8 20 0 11 0 123456 9 10';

  test('reads pid, parent, state and start', () => {
    expect(rowFromStat(`47111 (claude) S ${fields}`)).toEqual({
      ...{ pid: 47_111, parent: 1, state: 'S', started: 'tick 123456' },
    });
  });

  test('a name may hold anything', () => {
    expect(rowFromStat(`7 (a) R 9 (b c) Z ${fields}`)).toMatchObject({ pid: 7, state: 'Z' });
  });

  test.each(['', 'x', '7 (sh) S', '7 (sh) S 1 2 3'])('%j is none', (text) => {
    expect(rowFromStat(text)).toBeNull();
  });

  test('another start is another process, however the clock was set', () => {
    const at = (ticks: number) => ({ ...row(5, 1), started: `tick ${ticks}` });
    expect(isSameProcess(at(100), at(100))).toBe(true);
    expect(isSameProcess(at(100), at(101))).toBe(false);
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
