import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createClaudeHome,
  createTmuxSandbox,
  eventually,
  resolveClaude,
  runProcess,
  startScriptedApi,
  type ScriptedApi,
  type TmuxSandbox,
} from '@aegis/testkit';
import type { Look } from './look.ts';
import type { Moment, Recording } from './recording.ts';
import type { Scenario, Step } from './scenario.ts';

/** Short, and the same on every machine, since it is on the screens. */
const WORK_DIR_PARENT = '/tmp/w';
const QUIET_MS = 400;

export interface Recorded {
  recording: Recording;
  bytes: Uint8Array;
}

/** Run a scenario on the real Claude Code, offline, and keep what its pane drew. */
export async function recordScenario(scenario: Scenario, look: Look): Promise<Recorded> {
  const workDir = join(WORK_DIR_PARENT, scenario.name);
  mkdirSync(WORK_DIR_PARENT, { recursive: true });
  mkdirSync(workDir);
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api, theme: look.theme });
  const tmux = createTmuxSandbox();
  try {
    for (const [name, text] of Object.entries(scenario.files ?? {})) {
      mkdirSync(dirname(join(workDir, name)), { recursive: true });
      writeFileSync(join(workDir, name), text);
    }
    await runProcess(['git', 'init', '--quiet', workDir], { env: home.env });
    scenario.script(api, workDir);
    if (scenario.trusted !== false) home.trust(workDir);
    const log = join(home.home, 'chunks');
    writeFileSync(log, '');
    await startPane({ tmux, scenario, look, workDir, log, env: home.env });
    const pane = { tmux, log, api };
    const moments: Moment[] = [];
    for (const step of scenario.steps) {
      const moment = await take(step, pane);
      if (moment !== null) moments.push(moment);
    }
    await quiet(log);
    return assemble({ scenario, look, moments, log });
  } finally {
    await tmux.dispose();
    await home.dispose();
    await api.close();
    rmSync(workDir, { recursive: true, force: true });
  }
}

interface PaneStart {
  tmux: TmuxSandbox;
  scenario: Scenario;
  look: Look;
  workDir: string;
  log: string;
  env: Readonly<Record<string, string>>;
}

async function startPane({ tmux, scenario, look, workDir, log, env }: PaneStart): Promise<void> {
  const environment = {
    ...env,
    LANG: 'C.UTF-8',
    COLORTERM: 'truecolor',
    CLAUDE_CODE_NO_FLICKER: look.renderer === 'fullscreen' ? '1' : '0',
    ...scenario.env,
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const claude = [resolveClaude(), ...(scenario.claudeArgs ?? ['--permission-mode', 'default'])];
  // Nothing may be drawn before the pipe is there, so the pane waits for a word.
  await tmux.run(
    ...['new-session', '-d', '-x', String(look.cols), '-y', String(look.rows), '-c', workDir, '--'],
    ...['sh', '-c', 'tmux wait-for go; exec env -u PWD "$@"', 'sh', ...assignments, ...claude],
  );
  await tmux.run('set', '-g', 'status', 'off');
  await tmux.run('set', '-g', 'remain-on-exit', 'on');
  const writer = fileURLToPath(import.meta.resolve('./timestamp-chunks.mjs'));
  await tmux.run('pipe-pane', `${process.execPath} ${writer} ${log}`);
  await tmux.run('wait-for', '-S', 'go');
}

interface Pane {
  tmux: TmuxSandbox;
  log: string;
  api: ScriptedApi;
}

async function take(step: Step, { tmux, log, api }: Pane): Promise<Moment | null> {
  switch (step.do) {
    case 'key':
      await tmux.run('send-keys', step.key);
      await sleep(150);
      return null;
    case 'type':
      await tmux.run('send-keys', '-l', '--', step.text);
      return null;
    case 'script':
      step.with(api);
      return null;
    case 'wait':
      await sleep(step.ms);
      return null;
    case 'until':
      await eventually(`the screen shows ${String(step.shows)}`, async () =>
        step.shows.test(await tmux.run('capture-pane', '-p')),
      ).catch(async (cause: unknown) => {
        throw new Error(await tmux.run('capture-pane', '-p'), { cause });
      });
      return null;
    case 'label': {
      if (!step.live) await quiet(log);
      return { name: step.name, offset: sizeOf(log) };
    }
  }
}

/** Nothing was drawn for a while. */
async function quiet(log: string): Promise<void> {
  let size = -1;
  let since = performance.now();
  while (performance.now() - since < QUIET_MS) {
    const now = sizeOf(log);
    if (now !== size) since = performance.now();
    size = now;
    await sleep(40);
  }
}

function readChunks(log: string): { at: number; bytes: Buffer }[] {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [at = '', base64 = ''] = line.split(' ');
    return { at: Number(at), bytes: Buffer.from(base64, 'base64') };
  });
}

function sizeOf(log: string): number {
  return readChunks(log).reduce((sum, chunk) => sum + chunk.bytes.length, 0);
}

function assemble({
  scenario,
  look,
  moments,
  log,
}: {
  scenario: Scenario;
  look: Look;
  moments: readonly Moment[];
  log: string;
}): Recorded {
  const chunks = readChunks(log);
  const start = chunks[0]?.at ?? 0;
  return {
    bytes: Buffer.concat(chunks.map((chunk) => chunk.bytes)),
    recording: {
      scenario: scenario.name,
      look: look.name,
      claudeVersion: '2.1.330',
      cols: look.cols,
      rows: look.rows,
      moments,
      chunks: chunks.map(({ at, bytes }) => [at - start, bytes.length] as const),
    },
  };
}
