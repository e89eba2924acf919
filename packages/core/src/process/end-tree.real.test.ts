import { spawn, type ChildProcess } from 'node:child_process';
import { eventually, runProcess } from '@aegis/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { endTree, processTree } from './process-tree.ts';

/** A mark that nothing bears but what a test gives it to. */
const ENTRY = `AEGIS_SESSION_ID=ses_of_test_${process.pid}`;
const HOW = { entry: ENTRY, clock: systemClock };
const treeOf = (root: number) => processTree({ root, entry: null });

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
  const rows = await Promise.all(pids.map((pid) => treeOf(pid)));
  return rows.flatMap(([root]) => (root && !root.state.startsWith('Z') ? [root.pid] : []));
}

/** A shell with children, as a session has them; answers with their pids once all of them run. */
async function startTree(
  script: string,
  size: number,
  mark: Record<string, string> = {},
): Promise<{ root: number; pids: number[] }> {
  const env = { ...process.env, ...mark };
  const child = spawn('/bin/sh', ['-c', script], { stdio: 'ignore', env });
  started.push(child);
  const { pid: root } = child;
  if (root === undefined) throw new Error('no pid');
  const tree = await eventually('the tree', async () => {
    const rows = await treeOf(root);
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
    const tree = await treeOf(root);
    expect(tree[0]?.pid).toBe(root);
    process.kill(root, 'SIGKILL');
    expect(await endTree(tree, HOW)).toEqual([]);
    expect(await aliveOf(pids)).toEqual([]);
  });

  test('what a stubborn child started meanwhile ends too', async () => {
    // A number that no other run uses, to know its processes by.
    const late = `sleep ${100_000 + process.pid}`;
    const spawner = `setsid sh -c 'trap "" TERM HUP; sleep 0.2; ${late} & wait; wait'`;
    const { root } = await startTree(`${spawner} & sleep 300`, 4);
    const tree = await treeOf(root);
    process.kill(root, 'SIGKILL');
    expect(await endTree(tree, HOW)).toEqual([]);
    const { stdout } = await runProcess(['ps', '-A', '-o', 'pid=,args=']);
    const left = stdout.split('\n').filter((line) => line.endsWith(late));
    grandchildren.push(...left.map((line) => Number.parseInt(line, 10)));
    expect(left).toEqual([]);
  });

  test('what ends by itself is not signalled, and is waited for', async () => {
    const { root } = await startTree('sleep 0.3; exit 0', 2);
    const tree = await treeOf(root);
    expect(await endTree(tree, HOW)).toEqual([]);
    expect(await aliveOf([root])).toEqual([]);
    expect(started[0]).toMatchObject({ exitCode: 0, signalCode: null });
  });

  test('one that has ended is not gone before its parent has looked', async () => {
    const { root, pids } = await startTree('sleep 300 & wait', 2);
    const child = Math.max(...pids);
    const tree = await treeOf(child);
    process.kill(root, 'SIGSTOP');
    process.kill(child, 'SIGKILL');
    setTimeout(() => process.kill(root, 'SIGCONT'), 400);
    expect(await endTree(tree, HOW)).toEqual([]);
    expect(() => process.kill(child, 0)).toThrow('ESRCH');
  });

  test('a process that is not of the tree is left alone', async () => {
    const { pids: others } = await startTree('sleep 300', 1);
    const { root } = await startTree('sleep 300 & sleep 300', 3);
    const tree = await treeOf(root);
    process.kill(root, 'SIGTERM');
    expect(await endTree(tree, HOW)).toEqual([]);
    expect(await aliveOf(others)).toEqual(others);
  });

  test('a pid that went to another process meanwhile is left alone', async () => {
    const { root } = await startTree('sleep 300', 1);
    const tree = await treeOf(root);
    const earlier = tree.map((row) => ({ ...row, started: 'Mon Jan 5 00:00:00 2026' }));
    expect(await endTree(earlier, HOW)).toEqual([]);
    expect(await aliveOf([root])).toEqual([root]);
  });

  test('a tree that is gone is an empty one', async () => {
    const { pid } = JSON.parse(
      (await runProcess([process.execPath, '-p', 'JSON.stringify({pid: process.pid})'])).stdout,
    ) as { pid: number };
    expect(await treeOf(pid)).toEqual([]);
    expect(await endTree([], HOW)).toEqual([]);
  });

  test('what has left the tree is known by its mark', async () => {
    const lost = `sleep ${200_000 + process.pid}`;
    const { root } = await startTree(`(setsid sh -c '${lost} & exec sleep 300' &) ; sleep 300`, 2, {
      AEGIS_SESSION_ID: `ses_of_test_${process.pid}`,
    });
    const tree = await eventually('all of it', async () => {
      const rows = await processTree({ root, entry: ENTRY });
      return rows.length >= 4 ? rows : null;
    });
    expect((await treeOf(root)).length).toBeLessThan(tree.length);
    grandchildren.push(...tree.map(({ pid }) => pid));
    expect(await endTree([], HOW)).toEqual([]);
    expect(await aliveOf(tree.map(({ pid }) => pid))).toEqual([]);
  });

  test('one that starts another each time that it is told to end', async () => {
    const again = `trap 'sh -c "trap : TERM; sleep ${300_000 + process.pid}; sleep 300" & exit' TERM; while :; do sleep 0.1; done`;
    const { root } = await startTree(
      `setsid sh -c '${again.replaceAll("'", `'\\''`)}' & sleep 300`,
      3,
      {
        AEGIS_SESSION_ID: `ses_of_test_${process.pid}`,
      },
    );
    const tree = await treeOf(root);
    process.kill(root, 'SIGKILL');
    expect(await endTree(tree, HOW)).toEqual([]);
    expect(await processTree({ root: null, entry: ENTRY })).toEqual([]);
  });
});
