import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isInForeground, parseProcessStat, processStat, stillRuns } from './process-stat.ts';

test('reads a stat line, whatever the program calls itself', () => {
  const rest = `S 100 42 42 34817 42 ${'0 '.repeat(13)}98765 0`;
  expect(parseProcessStat(`42 (claude) ${rest}`)).toEqual({
    ...{ pid: 42, parent: 100, state: 'S', group: 42, foregroundGroup: 42, start: '98765' },
  });
  expect(parseProcessStat(`42 (x) R 1 2) ${rest}`)).toMatchObject({ group: 42, start: '98765' });
  expect(parseProcessStat('')).toBeNull();
});

test('a process runs until it has ended, and another with its pid is not it', async () => {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  const stat = processStat(pid);
  const start = stat !== null && stat !== 'unknown' ? stat.start : null;
  expect(stillRuns(pid, start)).toBe(true);
  if (start !== null) expect(stillRuns(pid, `${start}0`)).toBe(false);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(stillRuns(pid, start)).toBe(false);
  expect(processStat(pid)).toBeNull();
});

test.runIf(process.platform === 'linux')('what has no terminal gets no keys', () => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  expect(isInForeground(child.pid ?? 0)).toBe(false);
  child.kill('SIGKILL');
});
