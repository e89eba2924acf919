import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScriptedApi, type ScriptedApi } from '../api/scripted-api.ts';
import { eventually } from '../eventually.ts';
import { exitPlanMode, say } from '../model/builders.ts';
import { runOnPty } from '../process/run-on-pty.ts';
import { runProcess } from '../process/run-process.ts';
import { leftovers } from '../reaper/leftovers.ts';
import type { OwnedDirectory } from '../sandbox/owned-directory.ts';
import { createTmuxSandbox, type TmuxSandbox } from '../sandbox/tmux-sandbox.ts';
import { createWorkDir } from '../sandbox/work-dir.ts';
import { createClaudeHome, type ClaudeHome } from './claude-home.ts';
import { startClaudePane } from './claude-pane.ts';
import { resolveClaude } from './resolve-claude.ts';

let api: ScriptedApi;
let home: ClaudeHome;
let work: OwnedDirectory;
let tmux: TmuxSandbox;

beforeAll(async () => {
  api = await startScriptedApi();
  home = await createClaudeHome({ api, theme: 'light' });
  work = await createWorkDir();
  tmux = createTmuxSandbox();
});

afterAll(async () => {
  await Promise.all([tmux.dispose(), home.dispose(), work.dispose(), api.close()]);
  expect(leftovers()).toEqual([]);
  expect(existsSync(home.home)).toBe(false);
});

test('the pinned version is the one that runs', async () => {
  const { stdout } = await runProcess([resolveClaude('2.1.330'), '--version'], { env: home.env });
  expect(stdout).toBe('2.1.330 (Claude Code)\n');
  expect(() => resolveClaude('1.0.0')).toThrow(/Claude Code 1\.0\.0 is wanted, but 2\.1\.330/);
});

test('a trusted directory: no dialog, a plan, and a registry file in the isolated home', async () => {
  home.trust(work.path);
  api.when('plan it', [exitPlanMode('# Plan\n\nDo it.'), say('Planned.')]);
  const parameters = ['--permission-mode', 'plan', '--', 'plan it'];
  const pane = await startClaudePane({ tmux, home, cwd: work.path, parameters });
  expect(await pane.waitFor('Exit plan mode?')).not.toContain('trust');
  const registry = join(home.configDir, 'sessions', `${pane.pid}.json`);
  expect(JSON.parse(readFileSync(registry, 'utf8'))).toMatchObject({ pid: pane.pid });
  await pane.choose('Yes, and switch to default (ask each time) for this session');
  await pane.waitFor('● Planned.');
  await tmux.dispose();
  expect(existsSync(registry)).toBe(false);
});

test('dispose ends the Claude Code that a test forgot', async () => {
  const own = await createClaudeHome({ api });
  const run = runOnPty([resolveClaude(), 'hello'], { cwd: work.path, env: own.env });
  await eventually('the trust dialog', () => run.output.includes('trust'));
  await own.dispose();
  await run.exit;
  expect(leftovers().filter(({ kind }) => kind === 'process')).toEqual([]);
});
