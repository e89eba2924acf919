import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bash, echoMcpConfig, eventually, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './aegis/aegis-session.ts';
import { sessionMark } from './launch/session-mark.ts';
import { isZombie, processTable, type ProcessRow } from './process/process-table.ts';
import { processTree } from './process/process-tree.ts';
import { describeSession } from './testing/describe-session.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

const WAIT_MS = 12_000;

let world: RealWorld;
/** Somebody else's: it must outlive everything here. */
let bystander: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  bystander = await world.aegis.sessions.create({ workDir: world.workDir, name: 'bystander' });
});
afterAll(() => world.dispose());

/** Ways in which a command leaves something running that is hard to find or to end. */
const COMMANDS = [
  'sleep 1001 >/dev/null 2>&1 &',
  'setsid sleep 1002 >/dev/null 2>&1 &',
  "(setsid sh -c 'sleep 1003 & exec sleep 1004' >/dev/null 2>&1 &)",
  `nohup sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' >/dev/null 2>&1 &`,
  `setsid sh -c 'trap "sleep 1005 & sleep 1006 & exit" TERM; while :; do sleep 0.1; done' >/dev/null 2>&1 &`,
];

const marked = (id: string) => processTree({ root: null, entry: sessionMark(id) });
const running = (rows: readonly ProcessRow[]) => rows.filter((row) => !isZombie(row));

async function approveAndRest(session: AegisSession): Promise<void> {
  const asked = await session.waitFor('bash_approval', { timeoutMs: WAIT_MS });
  if (asked.timedOut) throw new Error(await describeSession(world.aegis, session));
  await session.approve();
  const rested = await session.waitFor('idle', { timeoutMs: WAIT_MS });
  if (rested.timedOut) throw new Error(await describeSession(world.aegis, session));
}

/** A session with an MCP server and with all of that running. */
async function startBusySession(name: string): Promise<{ session: AegisSession; pids: number[] }> {
  const config = join(world.workDir, 'mcp.json');
  await writeFile(config, echoMcpConfig());
  // In a file: Claude Code refuses a command that begins with a long sleep.
  await writeFile(join(world.workDir, 'leave.sh'), COMMANDS.join('\n'));
  const prompt = `leave things ${name}`;
  world.api.when(prompt, [[bash('sh ./leave.sh')], say('Left.')]);
  const session = await world.aegis.sessions.create({
    workDir: world.workDir,
    name,
    claudeArgs: ['--mcp-config', config],
    prompt,
  });
  await approveAndRest(session);
  const rows = await eventually('all that was started', async () => {
    const found = await marked(session.id);
    return found.length >= 9 ? found : null;
  });
  return { session, pids: rows.map(({ pid }) => pid) };
}

async function expectGone(sessionId: string, pids: readonly number[]): Promise<void> {
  expect(running(await marked(sessionId))).toEqual([]);
  const left = running(await processTable()).filter(({ pid }) => pids.includes(pid));
  expect(left).toEqual([]);
}

test('kill ends the MCP server and every shell, and answers when they are gone', async () => {
  const { session, pids } = await startBusySession('killed');
  const claude = session.info().pid ?? 0;
  expect(pids).toContain(claude);
  await session.kill();
  await expectGone(session.id, pids);
  expect(session.info().exit).toMatchObject({ reason: 'killed' });
});

test('where Claude Code itself is killed, what it started is ended too', async () => {
  const { session, pids } = await startBusySession('crashed');
  process.kill(session.info().pid ?? 0, 'SIGKILL');
  await session.waitFor('exited', { timeoutMs: WAIT_MS });
  expect(session.info().exit).toMatchObject({ reason: 'crashed', signal: '9' });
  await eventually('the end of all that it started', async () => {
    return running(await marked(session.id)).length === 0;
  });
  await expectGone(session.id, pids);
});

test('a session that ends in peace may leave something running on purpose', async () => {
  world.api.when('start a daemon', [
    [bash('setsid sleep 1010 >/dev/null 2>&1 & echo on >> daemon.txt')],
    say('It runs.'),
  ]);
  const session = await world.aegis.sessions.create({
    workDir: world.workDir,
    prompt: 'start a daemon',
  });
  await approveAndRest(session);
  await world.tmux('send-keys', '-t', session.info().paneId ?? '', '/exit', 'Enter');
  const exit = await eventually('the end of its process', () => session.info().exit);
  expect(exit.reason).toBe('exited');
  const left = running(await marked(session.id));
  expect(left.length).toBeGreaterThan(0);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
});

test('nobody else was touched, and no zombie is left by us', async () => {
  expect(bystander.info()).toMatchObject({ status: 'idle', exit: null });
  expect(running(await marked(bystander.id))[0]?.pid).toBe(bystander.info().pid);
  await eventually('no zombie', async () =>
    (await processTable()).every((row) => row.parent !== process.pid || !isZombie(row)),
  );
});
