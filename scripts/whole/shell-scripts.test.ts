import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, lookForCommand, runProcess } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI } from '../offline-world.ts';
import { setStage, type Stage } from '../stage.ts';

const script = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const TOKEN = 'a-token-of-this-test-alone-0123456789';

let stage: Stage;
let withAegis: string;
let without: string;
beforeAll(async () => {
  stage = await setStage({ settings: { AEGIS_AUTH_TOKEN: TOKEN } });
  withAegis = join(stage.home.home, 'with-aegis');
  without = join(stage.home.home, 'without');
  for (const folder of [withAegis, without]) {
    mkdirSync(folder);
    // All that the scripts may need, and no aegis that may be installed here.
    for (const name of ['sh', 'curl', 'dirname', 'node', 'git']) {
      const path = name === 'node' ? process.execPath : lookForCommand(name);
      if (path !== null) symlinkSync(path, join(folder, name));
    }
  }
  const command = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;
  writeFileSync(join(withAegis, 'aegis'), command, { mode: 0o755 });
});
afterAll(() => stage.dispose());

const run = (name: string, parameters: string[], env: Record<string, string>) =>
  runProcess(['sh', script(name), ...parameters], {
    env: { ...stage.env, ...env },
    cwd: stage.workDir,
  });

describe('health-check.sh', () => {
  test('asks with aegis, or with curl', async () => {
    const asked = await run('health-check.sh', [], { PATH: withAegis });
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toMatch(/^ok\n {2}version/);
    const curled = await run('health-check.sh', [], { PATH: without });
    expect(curled).toMatchObject({ code: 0, stderr: '' });
    // Only with the token does the server say more than that it is well.
    expect(JSON.parse(curled.stdout)).toMatchObject({ status: 'ok', stateDir: stage.stateDir });
  });

  test('says how to start a server where none answers', async () => {
    const AEGIS_PORT = String(await freePort());
    for (const PATH of [withAegis, without]) {
      const { code, stderr } = await run('health-check.sh', [], { PATH, AEGIS_PORT });
      expect(code).toBe(3);
      expect(stderr).toContain('aegis serve');
    }
  });
});

describe('setup-mcp.sh', () => {
  const config = () =>
    JSON.parse(readFileSync(join(stage.workDir, '.mcp.json'), 'utf8')) as { mcpServers: object };

  test('adds Aegis to the real Claude Code, and takes it out again', async () => {
    const scope = ['--scope', 'project'];
    const added = await run('setup-mcp.sh', scope, { PATH: withAegis });
    expect(added.code).toBe(0);
    const env = { AEGIS_URL: `http://127.0.0.1:${stage.port}` };
    expect(config().mcpServers).toEqual({
      aegis: { type: 'stdio', command: 'aegis', args: ['mcp'], env },
    });
    expect(JSON.stringify(config())).not.toContain(TOKEN);
    // Without an aegis that is installed, the one that was built here.
    expect((await run('setup-mcp.sh', scope, { PATH: without })).stdout).toContain('already');
    expect(config().mcpServers).toMatchObject({ aegis: { args: [CLI, 'mcp'] } });
    const removed = await run('setup-mcp.sh', [...scope, '--remove'], { PATH: without });
    expect(removed.code).toBe(0);
    expect(config().mcpServers).toEqual({});
  });
});

test.skipIf(lookForCommand('shellcheck') === null)('shellcheck finds nothing', async () => {
  const files = ['health-check.sh', 'setup-mcp.sh'].map(script);
  const { code, stdout } = await runProcess(['shellcheck', ...files], {
    cwd: dirname(files[0] ?? '.'),
  });
  expect(stdout).toBe('');
  expect(code).toBe(0);
});
