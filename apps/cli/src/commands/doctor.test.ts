import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeWorld, type FakeWorld } from '../testing/run-against-fake.ts';

let world: FakeWorld;
let directory: string;
beforeEach(async () => {
  world = await createFakeWorld();
  directory = await mkdtemp(join(tmpdir(), 'aegis-doctor-'));
  for (const [name, version] of [
    ['tmux', 'tmux 3.3a'],
    ['claude', '2.1.330 (Claude Code)'],
  ] as const) {
    await writeFile(join(directory, name), `#!/bin/sh\necho '${version}'\n`);
    await chmod(join(directory, name), 0o755);
  }
});
afterEach(async () => {
  await world.aegis.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('doctor', () => {
  test('is content where all is well', async () => {
    const env = { PATH: directory, AEGIS_STATE_DIR: directory };
    const run = await world.run(['doctor'], { env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`ok  node             ${process.version}\n`);
    expect(run.stdout).toContain('ok  claude           2.1.330 (Claude Code)\n');
    expect(run.stdout).toContain(`ok  state directory  ${directory} (0700)\n`);
  });

  test('says what is wrong and what to do, as JSON too', async () => {
    await rm(join(directory, 'claude'));
    await chmod(directory, 0o755);
    const env = { PATH: directory, AEGIS_STATE_DIR: directory };
    const run = await world.run(['doctor', '--json'], { env });
    expect(run.code).toBe(1);
    const { ok, checks } = JSON.parse(run.stdout) as { ok: boolean; checks: { name: string }[] };
    expect(ok).toBe(false);
    expect(checks).toContainEqual({
      name: 'claude',
      state: 'fail',
      found: 'claude is not there',
      fix: 'Install Claude Code, or set AEGIS_CLAUDE_COMMAND to how it is started.',
    });
    expect(checks).toContainEqual({
      name: 'state directory',
      state: 'warn',
      found: `${directory} (0755) is open to others`,
      fix: `chmod 700 ${directory}`,
    });
  });

  test('takes the settings that the server takes, and says which is wrong', async () => {
    const command = JSON.stringify([join(directory, 'claude'), '--flag']);
    const env = { PATH: '/nonexistent', AEGIS_STATE_DIR: directory, AEGIS_CLAUDE_COMMAND: command };
    const { stdout } = await world.run(['doctor'], {
      env: { ...env, AEGIS_TMUX_PATH: join(directory, 'tmux') },
    });
    expect(stdout).toContain('ok  claude');
    expect(stdout).toContain('ok  tmux');
    const wrong = await world.run(['doctor'], { env: { ...env, AEGIS_LOG_LEVEL: 'loud' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('AEGIS_LOG_LEVEL must be one of');
  });
});
