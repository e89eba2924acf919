import { spawn, type ChildProcess } from 'node:child_process';
import { eventually, runProcess } from '@aegis/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { endTree, processTree } from './process-tree.ts';

const started: ChildProcess[] = [];
const grandchildren: number[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const pid of grandchildren.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A shell with children, as a session has them; answers with their pids once all of them run. */
async function startTree(script: string, size: number): Promise<{ root: number; pids: number[] }> {
  const child = spawn('/bin/sh', ['-c', script], { stdio: 'ignore' });
  started.push(child);
  const { pid: root } = child;
  if (root === undefined) throw new Error('no pid');
  const tree = await eventually('the tree', async () => {
    const rows = await processTree(root);
    return rows.length >= size ? rows : null;
  });
  const pids = tree.map(({ pid }) => pid);
  grandchildren.push(...pids);
  return { root, pids };
}

describe('ending a process tree', () => {
  test('a child in a session of its own that ignores SIGTERM ends too', async () => {
    const stubborn = `setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done'`;
    const { root, pids } = await startTree(`${stubborn} & sleep 300`, 4);
    const tree = await processTree(root);
    expect(tree[0]?.pid).toBe(root);
    process.kill(root, 'SIGKILL');
    expect(await endTree(tree, systemClock)).toEqual([]);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('what ends by itself is not signalled, and is waited for', async () => {
    const { root } = await startTree('sleep 0.3; exit 0', 2);
    const tree = await processTree(root);
    expect(await endTree(tree, systemClock)).toEqual([]);
    expect(isAlive(root)).toBe(false);
    expect(started[0]).toMatchObject({ exitCode: 0, signalCode: null });
  });

  test('a process that is not of the tree is left alone', async () => {
    const { pids: others } = await startTree('sleep 300', 1);
    const { root } = await startTree('sleep 300 & sleep 300', 3);
    const tree = await processTree(root);
    process.kill(root, 'SIGTERM');
    expect(await endTree(tree, systemClock)).toEqual([]);
    expect(others.every(isAlive)).toBe(true);
  });

  test('a pid that went to another process meanwhile is left alone', async () => {
    const { root } = await startTree('sleep 300', 1);
    const tree = await processTree(root);
    const earlier = tree.map((row) => ({ ...row, started: 'Mon Jan 5 00:00:00 2026' }));
    expect(await endTree(earlier, systemClock)).toEqual([]);
    expect(isAlive(root)).toBe(true);
  });

  test('a tree that is gone is an empty one', async () => {
    const { pid } = JSON.parse(
      (await runProcess([process.execPath, '-p', 'JSON.stringify({pid: process.pid})'])).stdout,
    ) as { pid: number };
    expect(await processTree(pid)).toEqual([]);
    expect(await endTree([], systemClock)).toEqual([]);
  });
});
