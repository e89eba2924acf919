import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closeServer, listenOnLoopback, readJsonBody } from '../api/loopback-server.ts';
import { startClaudePane, type ClaudePane } from '../claude/claude-pane.ts';
import { eventually } from '../eventually.ts';
import { bash, crash, edit, hang, pretend, say, useTool, write } from '../model/builders.ts';
import { bundleProgram, type BundledProgram } from '../process/bundle-program.ts';
import { runOnPty } from '../process/run-on-pty.ts';
import { runProcess } from '../process/run-process.ts';
import { leftovers } from '../reaper/leftovers.ts';
import { createTmuxSandbox, type TmuxSandbox } from '../sandbox/tmux-sandbox.ts';
import { createWorkDir } from '../sandbox/work-dir.ts';
import type { OwnedDirectory } from '../sandbox/owned-directory.ts';
import { createFakeClaude, type FakeClaude } from './create-fake-claude.ts';

const ID = '0f6cbd1a-7e1b-4c63-9d3d-0e5f6a7b8c9d';

let program: BundledProgram;
let tmux: TmuxSandbox;
let claude: FakeClaude;
let work: OwnedDirectory;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'fake-claude.ts'));
  tmux = createTmuxSandbox();
});
afterEach(async () => {
  await claude.dispose();
  await work.dispose();
});
afterAll(async () => {
  await tmux.dispose();
  await program.remove();
  expect(leftovers()).toEqual([]);
});

async function open(options: { parameters?: string[]; trust?: 'ask' } = {}): Promise<ClaudePane> {
  const { parameters = [], ...more } = options;
  claude = await createFakeClaude({ program: program.path, ...more });
  work = await createWorkDir();
  return reopen(parameters);
}

/** Ready to take keys: what is typed before that is a terminal's own affair. */
async function reopen(parameters: string[]): Promise<ClaudePane> {
  const pane = await startClaudePane({
    tmux,
    home: claude,
    command: claude.claudeCommand,
    cwd: work.path,
    parameters,
  });
  await pane.waitFor(/No, exit|(?:mode|edits|permissions) on/);
  return pane;
}

const projects = () => join(claude.configDir, 'projects');
const transcripts = () =>
  readdirSync(projects(), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.jsonl'));
const transcript = (name: string) => readFileSync(join(projects(), name), 'utf8');
const registry = (pane: { pid: number }): unknown =>
  JSON.parse(readFileSync(join(claude.configDir, 'sessions', `${pane.pid}.json`), 'utf8'));

test('without a script it repeats the prompt', async () => {
  const pane = await open();
  await pane.submit('hello');
  await pane.waitFor('● Scripted reply to: hello');
  await pane.waitFor('✻ Worked for 0s');
  expect(registry(pane)).toMatchObject({ status: 'idle', version: '2.1.330', pid: pane.pid });
});

test('a prompt of the command line waits for the folder to be trusted', async () => {
  const pane = await open({ trust: 'ask', parameters: ['--', 'first'] });
  await pane.waitFor('❯ No, exit');
  expect(existsSync(join(claude.configDir, 'sessions'))).toBe(false);
  await pane.choose('Yes, I trust this folder');
  await pane.waitFor('Scripted reply to: first');
  const again = await reopen([]);
  await again.waitFor('? for shortcuts');
});

test('commands are run, and their output is told', async () => {
  const pane = await open();
  claude.when('run', [bash('echo out; exit 4'), say('Ran.')]);
  await pane.submit('run it');
  await pane.waitFor('Do you want to proceed?');
  await pane.choose('Yes');
  await pane.waitFor('Error: Exit code 4');
  await pane.waitFor('● Ran.');
});

test('a file is written and edited, once it may', async () => {
  const pane = await open();
  const path = join(work.path, 'new.txt');
  claude.when('write', [write(path, '$& one\n'), edit(path, 'one', "$' two"), say('Done it.')]);
  await pane.submit('write it');
  await pane.waitFor('Do you want to create new.txt?');
  await pane.press('2');
  await pane.waitFor('Do you want to').catch(() => '');
  await pane.choose(ACCEPT_EDITS);
  await pane.waitFor('● Done it.');
  expect(readFileSync(path, 'utf8')).toBe("$& $' two\n");
  await pane.waitFor('⏵⏵ accept edits on');
});
const ACCEPT_EDITS =
  'Yes, and switch to accept edits (auto-approve file edits and common file commands) for this session (shift+tab)';

test('a result is pretended, whatever the tool', async () => {
  const pane = await open({ parameters: ['--dangerously-skip-permissions'] });
  claude.when('test', [
    pretend(bash('rm -rf everything'), '3 passed'),
    pretend(useTool('WebSearch', { query: 'x' }), 'Nothing', { isError: true }),
    say('Both.'),
  ]);
  await pane.submit('test it');
  await pane.waitFor('● Both.');
  const [name = ''] = transcripts();
  expect(transcript(name)).toContain('3 passed');
});

test('scripts without a prompt answer one after the other, also when more come', async () => {
  const pane = await open();
  claude.play({ scripts: [{ turns: [say('One.')] }, { when: 'odd', turns: [say('Odd.')] }] });
  await pane.submit('a');
  await pane.waitFor('● One.');
  await pane.submit('odd');
  await pane.waitFor('● Odd.');
  claude.play({ scripts: [{ turns: [say('Two.')] }] });
  await pane.submit('b');
  await pane.waitFor('● Two.');
});

test('what hangs is interrupted, and its prompt is in the box again', async () => {
  const pane = await open();
  claude.when('wait', [[hang()]]);
  await pane.submit('wait for me');
  await pane.waitFor('esc to interrupt');
  await pane.press('Escape');
  await pane.waitFor(/^❯\s+wait for me\n─/m);
  await pane.press('C-u');
  await pane.submit('go on');
  await pane.waitFor('Scripted reply to: go on');
});

test('a prompt waits for the turn that runs', async () => {
  const pane = await open();
  claude.when('slow', [[say('words '.repeat(40), { chunkDelayMs: 100 })]]);
  await pane.submit('slow one');
  await pane.waitFor('words words');
  await pane.submit('later');
  await pane.waitFor('Queued · ctrl+x ctrl+s to send now');
  await pane.press('Escape');
  await pane.waitFor('Interrupted · What should Claude do instead?');
  await pane.waitFor('Scripted reply to: later');
});

test('a crash leaves the registry as it was, and ends with the code', async () => {
  claude = await createFakeClaude({ program: program.path });
  work = await createWorkDir();
  claude.when('crash', [[say('Going.'), crash(7)]]);
  // Not in tmux: version 3.3 does not always tell how a program ended.
  const [command, ...words] = claude.claudeCommand;
  const run = runOnPty([command, ...words, '--', 'crash now'], {
    cwd: work.path,
    env: { ...claude.env },
  });
  expect(await run.exit).toEqual({ code: 7, signal: null });
  expect(registry(run)).toMatchObject({ status: 'busy' });
});

test('a shell command is run, and the model answers its output', async () => {
  const pane = await open();
  await pane.waitFor('? for shortcuts');
  await pane.press('-l', '!echo out');
  await pane.waitFor('! for shell mode');
  await pane.press('Enter');
  await pane.waitFor('⎿  out');
  await pane.waitFor('Scripted reply to: <bash-stdout>out');
});

test('keys of its own: modes, help, commands, and the way out', async () => {
  const pane = await open();
  await pane.waitFor('⏸ manual mode on · ? for shortcuts');
  for (const mode of ['⏵⏵ accept edits on', '⏸ plan mode on', '⏵⏵ auto mode on', '⏸ manual']) {
    await pane.press('BTab');
    await pane.waitFor(mode);
  }
  await pane.press('-l', '/he');
  await pane.waitFor('❯ /help');
  await pane.press('Enter');
  await pane.waitFor('Esc to close');
  expect(registry(pane)).toMatchObject({ status: 'waiting', waitingFor: 'dialog open' });
  await eventually('its end', async () => {
    await pane.press('Escape');
    return !(await pane.screen()).includes('Esc to close');
  });
  await pane.submit('/nonsense');
  await pane.waitFor('Unknown command: /nonsense');
  await pane.press('C-c');
  await pane.waitFor('Press Ctrl-C again to exit');
  await pane.press('C-c');
  await eventually(
    'the registry file to go',
    () => readdirSync(join(claude.configDir, 'sessions')).length === 0,
  );
});

test('a conversation is resumed, copied, and its id is not used twice', async () => {
  const first = await open({ parameters: ['--session-id', ID, '--', 'remember'] });
  await first.waitFor('Scripted reply to: remember');
  await first.submit('/exit');
  await eventually('its end', () => readdirSync(join(claude.configDir, 'sessions')).length === 0);
  const refused = await runProcess([...claude.claudeCommand, '--session-id', ID], {
    cwd: work.path,
    env: { ...claude.env },
  });
  expect(refused).toMatchObject({
    code: 1,
    stderr: `Error: Session ID ${ID} is already in use.\n`,
  });

  const second = await reopen(['--resume', ID]);
  await second.waitFor('Scripted reply to: remember');
  await second.submit('more');
  await second.waitFor('Scripted reply to: more');
  expect(transcripts()).toHaveLength(1);

  const copy = await reopen(['--resume', ID, '--fork-session']);
  await copy.waitFor('Scripted reply to: more');
  await copy.submit('apart');
  await copy.waitFor('Scripted reply to: apart');
  const [own] = transcripts().filter((name) => !name.includes(ID));
  expect(transcript(own ?? '')).toContain('"content":"remember"');
  expect(transcript(own ?? '')).toContain(`"forkedFrom":{"sessionId":"${ID}"`);
  const chain = transcript(own ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const uuids = new Set(chain.map(({ uuid }) => uuid));
  expect(
    chain
      .filter(({ parentUuid }) => typeof parentUuid === 'string')
      .every(({ parentUuid }) => uuids.has(parentUuid)),
  ).toBe(true);
});

test('hooks are called, and what they decide counts', async () => {
  const calls: Record<string, unknown>[] = [];
  let blocks = 1;
  const server = createServer((request, response) => {
    void readJsonBody(request).then((body) => {
      calls.push(body ?? {});
      const event = body?.['hook_event_name'];
      if (event === 'PermissionRequest') {
        const decision = { behavior: 'deny', message: 'Not like that' };
        response.end(JSON.stringify({ hookSpecificOutput: { decision } }));
      } else if (event === 'Stop' && blocks > 0) {
        blocks -= 1;
        response.end(JSON.stringify({ decision: 'block', reason: 'One more thing' }));
      } else response.end('{}');
    });
  });
  const port = await listenOnLoopback(server);
  const pane = await open();
  const http = [{ hooks: [{ type: 'http', url: `http://127.0.0.1:${port}/` }] }];
  const file = join(work.path, 'hook.json');
  const command = [
    { hooks: [{ type: 'command', command: `cat > '${file}'; echo no >&2; exit 2` }] },
  ];
  const names = ['UserPromptSubmit', 'PermissionRequest', 'PostToolUse', 'Stop', 'SessionEnd'];
  const hooks = {
    ...Object.fromEntries(names.map((name) => [name, http])),
    PreToolUse: [{ ...command[0], matcher: 'Read' }],
  };
  writeFileSync(join(work.path, 'settings.json'), JSON.stringify({ hooks }));
  await pane.submit('/exit');
  claude.when('go', [
    bash('touch x'),
    useTool('Read', { file_path: file }),
    say('Stopping.'),
    say('Now stopping.'),
  ]);
  const hooked = await reopen(['--settings', join(work.path, 'settings.json'), '--', 'go']);
  await hooked.waitFor('● Now stopping.');
  await hooked.waitFor('✻ Worked');
  expect(calls.map((call) => call['hook_event_name'])).toEqual([
    'UserPromptSubmit',
    'PermissionRequest',
    'Stop',
    'Stop',
  ]);
  expect(calls[1]).toMatchObject({ tool_name: 'Bash', tool_input: { command: 'touch x' } });
  expect(calls[3]).toMatchObject({ stop_hook_active: true });
  expect(existsSync(join(work.path, 'x'))).toBe(false);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ hook_event_name: 'PreToolUse' });
  const told = transcripts().map(transcript).join('\n');
  expect(told).toContain('Not like that');
  expect(told).toContain('One more thing');
  await closeServer(server);
});

test('it says what is wrong', async () => {
  await open();
  const [node, file] = claude.claudeCommand;
  const run = (env: Record<string, string>, ...parameters: string[]) =>
    runProcess([node, file ?? '', ...parameters], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
  expect(await run({}, 'hi')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('CLAUDE_CONFIG_DIR') as string,
  });
  const config = { CLAUDE_CONFIG_DIR: claude.configDir };
  expect((await run(config, 'hi')).stderr).toContain('draws on a terminal');
  expect(await run({}, '--version')).toMatchObject({ code: 0, stdout: '2.1.330 (Claude Code)\n' });
});
