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

async function aliveOf(pids: readonly number[]): Promise<number[]> {
  const rows = await Promise.all(pids.map((pid) => processTree(pid)));
  return rows.flatMap(([root]) => (root && !root.state.startsWith('Z') ? [root.pid] : []));
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
    expect(await aliveOf(pids)).toEqual([]);
  });

  test('what a stubborn child started meanwhile ends too', async () => {
    // A number that no other run uses, to know its processes by.
    const late = `sleep ${100_000 + process.pid}`;
    const spawner = `setsid sh -c 'trap "" TERM HUP; sleep 0.2; ${late} & wait; wait'`;
    const { root } = await startTree(`${spawner} & sleep 300`, 4);
    const tree = await processTree(root);
    process.kill(root, 'SIGKILL');
    expect(await endTree(tree, systemClock)).toEqual([]);
    const { stdout } = await runProcess(['ps', '-A', '-o', 'pid=,args=']);
    const left = stdout.split('\n').filter((line) => line.endsWith(late));
    grandchildren.push(...left.map((line) => Number.parseInt(line, 10)));
    expect(left).toEqual([]);
  });

  test('what ends by itself is not signalled, and is waited for', async () => {
    const { root } = await startTree('sleep 0.3; exit 0', 2);
    const tree = await processTree(root);
    expect(await endTree(tree, systemClock)).toEqual([]);
    expect(await aliveOf([root])).toEqual([]);
    expect(started[0]).toMatchObject({ exitCode: 0, signalCode: null });
  });

  test('a process that is not of the tree is left alone', async () => {
    const { pids: others } = await startTree('sleep 300', 1);
    const { root } = await startTree('sleep 300 & sleep 300', 3);
    const tree = await processTree(root);
    process.kill(root, 'SIGTERM');
    expect(await endTree(tree, systemClock)).toEqual([]);
    expect(await aliveOf(others)).toEqual(others);
  });

  test('a pid that went to another process meanwhile is left alone', async () => {
    const { root } = await startTree('sleep 300', 1);
    const tree = await processTree(root);
    const earlier = tree.map((row) => ({ ...row, started: 'Mon Jan 5 00:00:00 2026' }));
    expect(await endTree(earlier, systemClock)).toEqual([]);
    expect(await aliveOf([root])).toEqual([root]);
  });

  test('a tree that is gone is an empty one', async () => {
    const { pid } = JSON.parse(
      (await runProcess([process.execPath, '-p', 'JSON.stringify({pid: process.pid})'])).stdout,
    ) as { pid: number };
    expect(await processTree(pid)).toEqual([]);
    expect(await endTree([], systemClock)).toEqual([]);
  });
});
