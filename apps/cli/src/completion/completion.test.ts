import {
  type FakeAegis,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import {
  type BundledProgram,
  bundleProgram,
  lookForCommand,
  runOnPty,
  runProcess,
} from '@aegis/testkit';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const PATH = process.env['PATH'] ?? '';
const has = (shell: string) => lookForCommand(shell, PATH) !== null;

let program: BundledProgram;
let aegis: FakeAegis;
let home: string;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, '..', 'main.ts'), {
    external: ['better-sqlite3', 'node-pty'],
  });
  home = await mkdtemp(join(tmpdir(), 'aegis-completion-'));
  const command = `#!/bin/sh\nexec '${process.execPath}' '${program.path}' "$@"\n`;
  await writeFile(join(home, 'aegis'), command, { mode: 0o755 });
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await aegisOnce('completion', shell);
    expect(code).toBe(0);
    await writeFile(join(home, `${shell}.script`), stdout);
  }
});
afterAll(async () => {
  await program.remove();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  aegis = await startFakeAegis();
  const second = sampleSessionId(2);
  aegis.sessions.set(sampleSessionId(1), sampleSession({ name: 'tests' }));
  aegis.sessions.set(second, sampleSession({ id: second, name: "it's; rm -rf" }));
});
afterEach(() => aegis.stop());

const environment = () => ({
  PATH: `${home}${delimiter}${PATH}`,
  HOME: home,
  TERM: 'xterm-256color',
  AEGIS_URL: (aegis as FakeAegis | undefined)?.baseUrl ?? 'http://127.0.0.1:1',
});

function aegisOnce(...parameters: string[]) {
  return runProcess([process.execPath, program.path, ...parameters], { env: environment() });
}

async function inBash(...words: string[]): Promise<string[]> {
  const script = `
    source "$HOME/bash.script"
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _aegis
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await runProcess(
    ['bash', '--norc', '-uc', script, 'bash', 'aegis', ...words],
    {
      env: environment(),
    },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

async function inFish(line: string): Promise<string[]> {
  const script = 'source "$HOME/fish.script"; complete -C $argv[1]';
  const argv: [string, ...string[]] = ['fish', '--no-config', '-c', script, line];
  const { stdout, stderr } = await runProcess(argv, { env: environment() });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((one) => one !== '');
}

/** Types on a real shell, presses Tab, and sees what stands there then. */
async function onTerminal(
  shell: [string, ...string[]],
  { prepare, line, expected }: { prepare: string; line: string; expected: string },
): Promise<void> {
  const terminal = runOnPty(shell, { env: environment(), cols: 200 });
  terminal.write(`${prepare}\r`);
  await expect.poll(() => terminal.output, { timeout: 10_000 }).toContain('ready% ');
  terminal.write(`${line}\t`);
  // eslint-disable-next-line no-control-regex -- what a shell draws with is left out
  const shown = () => terminal.output.replace(/\u001b\[[\d;?]*[A-Z]/gi, '').replaceAll('\b', '');
  await expect.poll(shown, { timeout: 10_000 }).toContain(expected);
  terminal.kill('SIGKILL');
  await terminal.exit;
}

const words = (lines: readonly string[]) => lines.map((line) => line.split('\t')[0] ?? '');

describe.skipIf(!has('bash'))('bash', () => {
  test('completes commands, also below others, and options', async () => {
    expect(await inBash('sta')).toEqual(['status', 'state']);
    expect(await inBash('pipeline', 're')).toEqual(['resume']);
    expect(await inBash('--server', 'http://x', 'pipeline', 'ca')).toEqual(['cancel']);
    expect(await inBash('create', '--wor')).toEqual(['--worktree', '--worktree-base']);
    expect(await inBash('run', '--permission-mode', 'acc')).toEqual(['acceptEdits']);
    expect(await inBash('ls', '--js')).toEqual(['--json']);
  });

  test('completes sessions by name, or by id where the name is nothing for a shell', async () => {
    expect(await inBash('status', '')).toEqual(['tests', sampleSessionId(1), sampleSessionId(2)]);
    expect(await inBash('kill', 'tests', 'te')).toEqual(['tests']);
    expect(await inBash('status', 'tests', '')).toEqual([]);
    expect(await inBash('gate', '--command', '')).toEqual([]);
  });

  test('is silent where no server answers', async () => {
    await aegis.stop();
    expect(await inBash('status', '')).toEqual([]);
    expect(await aegisOnce('__complete', 'sessions')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('completes on a terminal', async () => {
    await onTerminal(['bash', '--noprofile', '--norc'], {
      prepare: "PS1='re''ady% '; source ~/bash.script",
      line: 'aegis pipeline resu',
      expected: 'aegis pipeline resume',
    });
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test('completes commands and options with what they do', async () => {
    expect(await inFish('aegis stat')).toContain('status\twhat a session is doing');
    expect(words(await inFish('aegis pipeline re'))).toEqual(['resume']);
    expect(words(await inFish('aegis create --wor'))).toEqual(['--worktree', '--worktree-base']);
    expect(words(await inFish('aegis run --permission-mode acc'))).toEqual(['acceptEdits']);
  });

  test('completes sessions with their status', async () => {
    expect(await inFish('aegis status te')).toEqual(['tests\tidle']);
    expect(words(await inFish('aegis kill tests '))).toContain(sampleSessionId(2));
    await aegis.stop();
    expect(await inFish('aegis status te')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  const inZsh = (line: string, expected: string) =>
    onTerminal(['zsh', '-f'], {
      prepare: "PS1='re''ady%% '; autoload -U compinit; compinit -u -D; source ~/zsh.script",
      line,
      expected,
    });

  test('completes commands', () => inZsh('aegis pipeline resu', 'aegis pipeline resume'));
  test('completes options', () => inZsh('aegis create --keep', 'aegis create --keep-worktree'));
  test('completes sessions', () => inZsh('aegis status te', 'aegis status tests'));
  test('shows what commands do', () => inZsh('aegis me\t', 'what sessions share'));
});
