import { expect, test } from 'vitest';
import {
  parsePs,
  parseStat,
  readProcessTable,
  startedAt,
  withDescendants,
} from './process-table.ts';

test('this process is in the table, with its parent and its environment', () => {
  const row = readProcessTable().find(({ pid }) => pid === process.pid);
  expect(row).toMatchObject({ parentPid: process.ppid, startedAt: startedAt(process.pid) });
  expect(row?.command).toContain('node');
  expect(row?.environment.some((entry) => entry.startsWith('PATH='))).toBe(true);
  expect(startedAt(2 ** 22 + 1)).toBeNull();
});

test('a process name with spaces and brackets does not move the fields', () => {
  const rest = `7 8 9 0 -1 4194304 100 0 0 0 1 2 3 4 20 0 1 0 55555 0 0`;
  expect(parseStat(`123 (a) S 4 (b) S ${rest}`)).toEqual({ parentPid: 7, startedAt: '55555' });
  expect(parseStat(`123 (gone) Z ${rest}`)).toBeNull();
  expect(parseStat('')).toBeNull();
});

test('lines of ps', () => {
  const text =
    '  12     1 S    Sun Nov 22 17:43:00 2026 tmux -L x HOME=/tmp A=1\n' +
    '  13    12 Z+   Sun Nov 22 17:43:00 2026 (sh)\n\n';
  expect(parsePs(text)).toMatchObject([
    { pid: 12, parentPid: 1, startedAt: 'Sun Nov 22 17:43:00 2026' },
  ]);
  expect(parsePs(text)[0]?.environment).toContain('HOME=/tmp');
});

test('descendants are found at any depth and in any order', () => {
  const row = (pid: number, parentPid: number) => ({
    pid,
    parentPid,
    startedAt: '',
    command: '',
    environment: [],
  });
  const table = [row(5, 4), row(4, 3), row(3, 1), row(9, 1)];
  const found = withDescendants(table, ({ pid }) => pid === 3).map(({ pid }) => pid);
  expect(found.sort()).toEqual([3, 4, 5]);
});
