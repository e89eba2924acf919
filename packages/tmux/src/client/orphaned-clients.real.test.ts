import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createSandbox, eventually, isRunning, script, type Sandbox } from '../testing/sandbox.ts';

/** Starts a control client as an Aegis would, never reads from it, and stays until it is killed. */
const LEAVER = `
  const { spawn, execFileSync } = require('node:child_process');
  const base = JSON.parse(process.env.BASE);
  const client = spawn('tmux', [...base, '-N', '-C', 'attach-session', '-t', '=aegis'], { stdio: 'pipe' });
  execFileSync('tmux', [...base, 'set-option', '-t', '=aegis:', '@aegis_owners', client.pid + ':' + process.pid]);
  console.log(client.pid);
`;

/** The pid of a control client whose owner was killed, with output that it can write to nobody: one that had none ends. */
async function leaveOrphan(sandbox: Sandbox): Promise<number> {
  for (;;) {
    const pid = await killOwner(sandbox);
    // Once tmux has noticed.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (isRunning(pid)) return pid;
  }
}

async function killOwner(sandbox: Sandbox): Promise<number> {
  const env = { ...sandbox.options.env, BASE: JSON.stringify(sandbox.arguments) };
  const owner = spawn(process.execPath, ['-e', LEAVER], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  // Until the pipe is full.
  await new Promise((resolve) => setTimeout(resolve, 500));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return Number(said.toString());
}

test('a client that a killed Aegis left behind is ended by the next one, and holds up no end', async () => {
  const sandbox = createSandbox();
  const first = await sandbox.connect();
  await first.newWindow(script('yes aegis'));
  const orphan = await leaveOrphan(sandbox);
  const next = await sandbox.connect();
  await eventually(() => expect(isRunning(orphan)).toBe(false));
  const [, owner] =
    /:(\d+)$/.exec(sandbox.tmux('show-options', '-v', '@aegis_owners').trim()) ?? [];
  expect(Number(owner)).toBe(process.pid);
  await first.close();
  await next.killServer();
}, 20_000);

test('a client whose owner lives is left alone', async () => {
  const sandbox = createSandbox();
  const first = await sandbox.connect();
  const pids = () =>
    sandbox.tmux('list-clients', '-F', '#{client_pid}').trim().split('\n').map(Number);
  const [pid = 0] = pids();
  await sandbox.connect();
  expect(pids()).toHaveLength(2);
  expect(isRunning(pid)).toBe(true);
  await first.listPanes();
});
