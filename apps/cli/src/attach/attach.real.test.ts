import {
  type FakeAegis,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import {
  type BundledProgram,
  bundleProgram,
  createTmuxSandbox,
  eventually,
  runOnPty,
  type TmuxSandbox,
} from '@aegis/testkit';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const ID = sampleSessionId(1);

let program: BundledProgram;
let sandbox: TmuxSandbox;
let aegis: FakeAegis;
beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, '../main.ts'), {
    external: ['better-sqlite3', 'node-pty'],
  });
});
afterAll(() => program.remove());
beforeEach(async () => {
  sandbox = createTmuxSandbox();
  aegis = await startFakeAegis();
  await sandbox.run('new-session', '-d', '-s', 'aegis', '-x', '150', '-y', '50', 'cat');
  for (const name of ['first', 'second']) {
    const command = `echo ${name}-window; exec cat`;
    const print = ['-d', '-P', '-F', '#{window_id}'];
    const id = await sandbox.run('new-window', ...print, '-t', 'aegis:', command);
    await sandbox.run('resize-window', '-t', id.trim(), '-x', '150', '-y', '50');
  }
});
afterEach(async () => {
  await aegis.stop();
  await sandbox.dispose();
});

async function windowIds(): Promise<string[]> {
  const list = await sandbox.run('list-windows', '-t', 'aegis', '-F', '#{window_id}');
  return list.trim().split('\n');
}

async function sessionNames(): Promise<string[]> {
  const list = await sandbox.run('list-sessions', '-F', '#{session_name}');
  return list.trim().split('\n');
}

function sizeOf(windowId: string): Promise<string> {
  return sandbox.run(
    ...['display-message', '-p', '-t', windowId, '#{window_width}x#{window_height}'],
  );
}

function serve(windowId: string): void {
  const { socketName } = sandbox;
  aegis.sessions.set(ID, sampleSession({ windowId }));
  aegis.answer('health', () => ({
    status: 'ok',
    runtime: {
      tmux: { available: true, version: '3.3a', socketName, problem: null },
      claude: { available: true, version: null, command: ['claude'], problem: null },
    },
  }));
}

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  TERM: 'xterm-256color',
});

function attach() {
  const env = {
    ...environment(),
    AEGIS_URL: aegis.baseUrl,
    // As if within another tmux.
    TMUX: '/tmp/tmux-other/default,1,0',
  };
  return runOnPty([process.execPath, program.path, 'attach', ID], { env, cols: 100, rows: 30 });
}

describe('aegis attach on a real tmux', () => {
  test("shows the session's window, takes keys, and leaves everything as it was", async () => {
    const [, first = '', second = ''] = await windowIds();
    await sandbox.run('select-window', '-t', `aegis:${first}`);
    const sizeBefore = await sizeOf(second);
    serve(second);

    const terminal = attach();
    await eventually('the window shows', () => terminal.output.includes('second-window'));
    expect(terminal.output).toContain('Leave with Ctrl-b d');
    terminal.write('typed by a person\r');
    await eventually('the keys arrive', async () =>
      (await sandbox.run('capture-pane', '-p', '-t', second)).includes('typed by a person'),
    );
    expect(await sessionNames()).toHaveLength(2);

    terminal.write('\u0002d');
    expect((await terminal.exit).code).toBe(0);
    expect(terminal.output).toContain('Left sample; the session goes on.');
    expect(await sessionNames()).toEqual(['aegis']);
    expect(await windowIds()).toHaveLength(3);
    const active = await sandbox.run('display-message', '-p', '-t', 'aegis:', '#{window_id}');
    expect(active.trim()).toBe(first);
    expect(await sizeOf(second)).toBe(sizeBefore);
  });

  test('a terminal that is closed leaves no session behind', async () => {
    const [, , second = ''] = await windowIds();
    serve(second);
    const terminal = attach();
    await eventually('the window shows', () => terminal.output.includes('second-window'));
    terminal.kill('SIGHUP');
    await terminal.exit;
    await eventually('one session is left', async () => (await sessionNames()).length === 1);
    expect(await windowIds()).toHaveLength(3);
  });

  test('two may look at two windows at once', async () => {
    const [, first = '', second = ''] = await windowIds();
    serve(second);
    const one = attach();
    await eventually('the window shows', () => one.output.includes('second-window'));
    serve(first);
    const other = attach();
    await eventually('the other window shows', () => other.output.includes('first-window'));
    one.write('still mine\r');
    await eventually('the keys arrive', async () =>
      (await sandbox.run('capture-pane', '-p', '-t', second)).includes('still mine'),
    );
    for (const terminal of [one, other]) {
      terminal.write('\u0002d');
      await terminal.exit;
    }
  });

  test('a smaller terminal does not shrink a window that follows its clients', async () => {
    const print = ['-d', '-P', '-F', '#{window_id}'];
    const created = await sandbox.run(
      'new-window',
      ...print,
      '-t',
      'aegis:',
      'echo third; exec cat',
    );
    const third = created.trim();
    const other = runOnPty(['tmux', '-u', '-L', sandbox.socketName, 'attach', '-t', 'aegis'], {
      env: environment(),
      cols: 150,
      rows: 51,
    });
    await sandbox.run('select-window', '-t', `aegis:${third}`);
    await eventually(
      'it has the size of its client',
      async () => (await sizeOf(third)) === '150x50\n',
    );
    serve(third);
    const terminal = attach();
    await eventually('the window shows', () => terminal.output.includes('third'));
    terminal.write('typed\r');
    await eventually('the keys arrive', async () =>
      (await sandbox.run('capture-pane', '-p', '-t', third)).includes('typed'),
    );
    expect(await sizeOf(third)).toBe('150x50\n');
    for (const one of [terminal, other]) {
      one.write('\u0002d');
      await one.exit;
    }
  });

  test('in a pane of that tmux itself it is refused', async () => {
    const [, first = '', second = ''] = await windowIds();
    serve(second);
    const command = [process.execPath, program.path, 'attach', ID].join(' ');
    const address = `AEGIS_URL=${aegis.baseUrl}`;
    await sandbox.run('respawn-pane', '-k', '-t', first, `env ${address} ${command}; exec cat`);
    await eventually('tmux refuses', async () =>
      (await sandbox.run('capture-pane', '-p', '-t', first)).includes('nested with care'),
    );
    expect(await sessionNames()).toEqual(['aegis']);
  });

  test('the tmux server outlives many who come and go', async () => {
    const [, , second = ''] = await windowIds();
    serve(second);
    for (let visit = 0; visit < 8; visit += 1) {
      const terminal = attach();
      await eventually('the window shows', () => terminal.output.includes('second-window'));
      terminal.write(`visit ${visit}\r`);
      await eventually('the keys arrive', async () =>
        (await sandbox.run('capture-pane', '-p', '-t', second)).includes(`visit ${visit}`),
      );
      terminal.write('\u0002d');
      expect((await terminal.exit).code).toBe(0);
    }
    expect(await windowIds()).toHaveLength(3);
  });

  test('a window that is gone is told, and leaves no session behind', async () => {
    serve('@99');
    const terminal = attach();
    await eventually('tmux says so', () => terminal.output.includes("can't find window"));
    expect((await terminal.exit).code).toBe(1);
    expect(await sessionNames()).toEqual(['aegis']);
  });
});
