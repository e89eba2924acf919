import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TmuxClient, TmuxClientEvent } from '../types.ts';
import {
  controlClientPid,
  createSandbox,
  eventually,
  isRunning,
  openWindow,
  script,
  type Sandbox,
} from '../testing/sandbox.ts';

function eventsOf(client: TmuxClient): TmuxClientEvent[] {
  const events: TmuxClientEvent[] = [];
  client.onEvent((event) => events.push(event));
  return events;
}

const typesOf = (events: readonly TmuxClientEvent[]) => events.map(({ type }) => type);
const serverPid = (sandbox: Sandbox) => Number(sandbox.tmux('display-message', '-p', '#{pid}'));

/** A tmux that is not the real one: a script. */
function fakeTmux(sandbox: Sandbox, text: string): string {
  const path = join(sandbox.directory, 'fake-tmux');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('connecting', () => {
  it('starts the server with the given environment and nothing else', async () => {
    const sandbox = createSandbox();
    process.env['AEGIS_TEST_LEAK'] = 'leak';
    try {
      await sandbox.connect({
        env: { ...sandbox.options.env, GIVEN: 'yes', TMUX: 'x', TMUX_PANE: '%9' },
      });
    } finally {
      delete process.env['AEGIS_TEST_LEAK'];
    }
    const names = sandbox
      .tmux('show-environment', '-g')
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['GIVEN', 'HOME', 'PATH', 'PWD', 'TMUX_TMPDIR']);
  });

  it('finds what an earlier client left', async () => {
    const sandbox = createSandbox();
    const first = await sandbox.connect();
    const { paneId, pid } = await first.newWindow(
      script('exec cat', { paneOptions: { mark: 'm' } }),
    );
    await first.close();
    expect(isRunning(pid)).toBe(true);
    const second = await sandbox.connect();
    expect(await second.listPanes(['mark'])).toMatchObject([
      { paneId, pid, options: { mark: 'm' } },
    ]);
  });

  it('sets the server up as it must be', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    await client.newWindow(script('exec cat'));
    const shown = (...argv: string[]) => sandbox.tmux('show-options', '-v', ...argv).trim();
    expect(shown('-s', 'escape-time')).toBe('0');
    expect(shown('-g', 'history-limit')).toBe('50000');
    expect(shown('-g', 'update-environment')).toBe('');
    expect(shown('-gw', 'automatic-rename')).toBe('off');
    expect(shown('-gw', 'remain-on-exit')).toBe('on');
    expect(shown('-gw', 'remain-on-exit-format')).toBe('');
  });

  it('gotcha 18: lets sessions be made, which a global `window-size manual` crashes (tmux pull request 4849)', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    await client.newWindow(script('exec cat', { cols: 99 }));
    sandbox.tmux('new-session', '-d', '-s', 'another', '-x', '80', '-y', '24');
    expect(sandbox.tmux('list-panes', '-t', '=another:', '-F', '#{pane_width}').trim()).toBe('80');
    expect(sandbox.tmux('show-options', '-wv', '-t', '=aegis:1', 'window-size').trim()).toBe(
      'manual',
    );
    expect(await client.listPanes()).toMatchObject([{ cols: 99 }]);
  });

  it('says that tmux is not installed', async () => {
    const sandbox = createSandbox();
    await expect(sandbox.connect({ tmuxPath: '/nowhere/tmux' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('/nowhere/tmux') as unknown,
    });
  });

  it.each(['tmux 3.1c', 'tmux 2.9'])(
    'says that %s is too old, and which is needed',
    async (version) => {
      const sandbox = createSandbox();
      const tmuxPath = fakeTmux(sandbox, `echo '${version}'`);
      await expect(sandbox.connect({ tmuxPath })).rejects.toMatchObject({
        code: 'too_old',
        message: expect.stringMatching(new RegExp(`${version.slice(5)}; 3\\.2`, 'u')) as unknown,
      });
    },
  );

  it('says what tmux said when it cannot start', async () => {
    // Longer than the path of a socket may be.
    await expect(createSandbox('x'.repeat(200)).connect()).rejects.toMatchObject({
      code: 'command_failed',
      message: expect.stringContaining('File name too long') as unknown,
    });
  });

  it.each([
    { socketName: '' },
    { socketName: 'a/b' },
    { keeperSession: 'a:b' },
    { pauseAfterSeconds: 0 },
  ])('refuses %j', async (changes) => {
    await expect(createSandbox().connect(changes)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });
});

describe('two clients on one socket', () => {
  it('that start at once share one server, and each sees all', async () => {
    const sandbox = createSandbox();
    const [one, two] = await Promise.all([sandbox.connect(), sandbox.connect()]);
    const windows = await Promise.all([
      ...Array.from({ length: 6 }, (_, index) =>
        one.newWindow(script('exec cat', { name: `one-${index}`, paneOptions: { by: 'one' } })),
      ),
      ...Array.from({ length: 6 }, (_, index) =>
        two.newWindow(script('exec cat', { name: `two-${index}`, paneOptions: { by: 'two' } })),
      ),
    ]);
    const panes = await one.listPanes(['by']);
    expect(panes).toHaveLength(12);
    expect(
      panes.every(({ windowName, options }) => windowName.startsWith(options['by'] ?? '-')),
    ).toBe(true);
    const idsOf = (list: typeof panes) => list.map(({ paneId, options }) => [paneId, options]);
    expect(idsOf(await two.listPanes(['by']))).toEqual(idsOf(panes));
    const recordings = await Promise.all(
      windows.slice(0, 2).map(({ paneId }) => openBoth(paneId, one, two)),
    );
    await one.sendKeys(windows[0]?.paneId ?? '%0', [{ type: 'text', text: 'hello' }]);
    await eventually(() =>
      expect(recordings[0]?.map((each) => each.includes('hello'))).toEqual([true, true]),
    );
    await one.close();
    expect(await two.listPanes()).toHaveLength(12);
  });

  async function openBoth(paneId: `%${number}`, ...clients: TmuxClient[]): Promise<string[]> {
    const seen = clients.map(() => '');
    for (const [index, client] of clients.entries()) {
      await client.openPane(paneId, (event) => {
        if (event.type !== 'output') return;
        seen[index] = (seen[index] ?? '') + Buffer.from(event.bytes).toString();
      });
    }
    return seen;
  }
});

describe('a control client that ends', () => {
  it('is replaced while the server lives; streams go on from a fresh capture', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    const { recording, paneId } = await openWindow(client, script('exec cat'));
    for (let round = 1; round <= 3; round++) {
      process.kill(controlClientPid(sandbox), 'SIGKILL');
      await eventually(() =>
        expect(recording.resets.filter((reason) => reason === 'reconnected')).toHaveLength(round),
      );
      await client.sendKeys(paneId, [{ type: 'text', text: `round${round}.` }]);
      await eventually(() => expect(recording.seen).toContain(`round${round}.`));
    }
    expect(typesOf(events)).toEqual([
      'disconnected',
      'connected',
      'disconnected',
      'connected',
      'disconnected',
      'connected',
    ]);
    expect(recording.find('gone')).toBeUndefined();
  });

  it('because somebody detached it is replaced too', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    sandbox.tmux('detach-client', '-s', '=aegis');
    await eventually(() => expect(typesOf(events)).toEqual(['disconnected', 'connected']));
  });

  it('or was switched to another session, where it hears nothing of ours, is replaced', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    const { recording, paneId } = await openWindow(client, script('exec cat'));
    sandbox.tmux('new-session', '-d', '-s', 'elsewhere');
    const name = sandbox.tmux('list-clients', '-F', '#{client_name}').trim();
    sandbox.tmux('switch-client', '-c', name, '-t', '=elsewhere');
    await eventually(() => expect(typesOf(events)).toEqual(['disconnected', 'connected']));
    await client.sendKeys(paneId, [{ type: 'text', text: 'back' }]);
    await eventually(() => expect(recording.seen).toContain('back'));
  });

  it('with a command under way that changes something: it is reported in doubt, not tried twice', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { paneId } = await client.newWindow(script('exec cat'));
    const [pid, own] = [serverPid(sandbox), controlClientPid(sandbox)];
    // A server that is stopped answers nothing, so the commands stay under way.
    process.kill(pid, 'SIGSTOP');
    try {
      const reading = client.listPanes();
      const writing = client.setPaneOption(paneId, 'mark', 'm');
      const outcome = expect(writing).rejects.toMatchObject({ code: 'interrupted' });
      process.kill(own, 'SIGKILL');
      await outcome;
      process.kill(pid, 'SIGCONT');
      expect(await reading).toMatchObject([{ paneId }]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('gotcha 6: because its replies can no longer be told apart is replaced', async () => {
    const sandbox = createSandbox();
    const flag = join(sandbox.directory, 'once');
    // The first control client has a line slipped in that no tmux writes.
    const tmuxPath = fakeTmux(
      sandbox,
      `case " $* " in *' -C '*) [ -e ${flag} ] || { : >${flag}; (sleep 0.4; echo forged) & };; esac; exec tmux "$@"`,
    );
    const client = await sandbox.connect({ tmuxPath });
    const events = eventsOf(client);
    const { recording, paneId } = await openWindow(client, script('exec cat'));
    await eventually(() => expect(typesOf(events)).toEqual(['disconnected', 'connected']));
    expect(events[0]).toMatchObject({ reason: expect.stringContaining('forged') as unknown });
    await client.sendKeys(paneId, [{ type: 'text', text: 'on' }]);
    await eventually(() => expect(recording.seen).toContain('on'));
  });

  it('together with the keeper session: the session is made anew, and every window taken back into it', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    const { recording, paneId } = await openWindow(client, script('exec cat'));
    // Somebody looks on through a session of their own, and kills ours.
    sandbox.tmux('new-session', '-d', '-t', '=aegis', '-s', 'viewer');
    sandbox.tmux('kill-session', '-t', '=aegis');
    await eventually(() => expect(typesOf(events)).toEqual(['disconnected', 'connected']));
    expect(await client.listPanes()).toMatchObject([{ paneId, dead: false }]);
    await client.sendKeys(paneId, [{ type: 'text', text: 'alive' }]);
    await eventually(() => expect(recording.seen).toContain('alive'));
    expect(recording.find('gone')).toBeUndefined();
  });
});

describe('a server that ends', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s is reported at once, to streams and listeners',
    async (signal) => {
      const sandbox = createSandbox();
      const client = await sandbox.connect();
      const events = eventsOf(client);
      const { recording } = await openWindow(client, script('exec cat'));
      const pid = serverPid(sandbox);
      const since = Date.now();
      process.kill(pid, signal);
      await eventually(() =>
        expect(recording.events.at(-1)).toEqual({ type: 'gone', reason: 'server_lost' }),
      );
      expect(Date.now() - since).toBeLessThan(1_000);
      expect(typesOf(events)).toEqual(['disconnected', 'server-lost']);
      await expect(client.listPanes()).rejects.toMatchObject({ code: 'server_lost' });
      await expect(client.openPane('%1', () => undefined)).rejects.toMatchObject({
        code: 'server_lost',
      });
      await client.killServer();
    },
  );

  it('and is followed by another one on the same socket is still lost: its panes are not ours', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    const { recording } = await openWindow(client, script('exec cat'));
    const pid = serverPid(sandbox);
    // All in one turn of this process, so that it finds the other server when it first looks.
    process.kill(pid, 'SIGKILL');
    while (isRunning(pid));
    sandbox.tmux('new-session', '-d', '-s', 'aegis', 'cat', ';', 'new-window', 'cat');
    await eventually(() => expect(typesOf(events)).toEqual(['disconnected', 'server-lost']));
    expect(events[1]).toMatchObject({
      reason: expect.stringContaining('another server') as unknown,
    });
    expect(recording.events.at(-1)).toEqual({ type: 'gone', reason: 'server_lost' });
    await expect(client.listPanes()).rejects.toMatchObject({ code: 'server_lost' });
    await eventually(() => expect(sandbox.tmux('list-clients')).toBe(''));
  });
});

describe('close and killServer', () => {
  it('close leaves the server and its panes, and no process of its own', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { pid } = await client.newWindow(script('exec cat'));
    const own = controlClientPid(sandbox);
    await client.close();
    await client.close();
    expect(isRunning(own)).toBe(false);
    expect(isRunning(pid)).toBe(true);
    await expect(client.listPanes()).rejects.toMatchObject({ code: 'closed' });
  });

  it('killServer ends the server and every program in it', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { pid } = await client.newWindow(script('exec cat'));
    const server = serverPid(sandbox);
    await client.killServer();
    expect(isRunning(server)).toBe(false);
    await eventually(() => expect(isRunning(pid)).toBe(false));
    await client.killServer();
  });

  it('gotcha 17: killServer does not hang on our own client when that is stopped', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const server = serverPid(sandbox);
    process.kill(controlClientPid(sandbox), 'SIGSTOP');
    await client.killServer();
    expect(isRunning(server)).toBe(false);
  });

  it('gotcha 16: a client that was told to wait at its end does not linger', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const events = eventsOf(client);
    const own = controlClientPid(sandbox);
    const name = sandbox.tmux('list-clients', '-F', '#{client_name}').trim();
    sandbox.tmux('refresh-client', '-t', name, '-f', 'wait-exit');
    sandbox.tmux('kill-server');
    await eventually(() => expect(typesOf(events)).toContain('server-lost'));
    await eventually(() => expect(isRunning(own)).toBe(false));
  });

  it('touches nothing outside of its socket', async () => {
    const [one, two] = [createSandbox(), createSandbox()];
    const client = await one.connect();
    const other = await two.connect({ env: { ...two.options.env, TMUX_TMPDIR: one.directory } });
    await client.killServer();
    expect(await other.listPanes()).toEqual([]);
    await other.killServer();
    expect(existsSync(two.directory)).toBe(true);
  });
});
