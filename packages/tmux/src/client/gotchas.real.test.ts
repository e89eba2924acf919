import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { continuePane, type CommandText } from '../commands/commands.ts';
import { systemTimers } from '../io/timers.ts';
import { tmuxTarget } from '../io/tmux-environment.ts';
import type { Notification } from '../machine/machine-types.ts';
import {
  controlClientPid,
  createSandbox,
  eventually,
  openWindow,
  script,
  type Sandbox,
} from '../testing/sandbox.ts';
import { Link } from './link.ts';
import { prepareServer } from './prepare-server.ts';
import { attachToKeeper, ensureKeeperSession } from './start-server.ts';
import { textLines } from './text-lines.ts';

// What tmux does that a client must know; the numbers are those of TMUX.md. The others are tests beside the code that
// deals with them: `grep -rn gotcha src`.

const raw = (line: string, changes: Partial<CommandText> = {}): CommandText => ({
  ...{ name: line, line, commands: 1, lifts: false },
  ...changes,
});

/** The connection below the client, for commands that the client never sends. */
async function openLink(sandbox: Sandbox): Promise<{ link: Link; notifications: Notification[] }> {
  const target = tmuxTarget(sandbox.options);
  const notifications: Notification[] = [];
  await ensureKeeperSession(target, true);
  const link = new Link({
    timers: systemTimers,
    attachPlan: () => Promise.resolve(attachToKeeper(target)),
    prepare: (run) => prepareServer(run, target),
    restoreKeeper: () => ensureKeeperSession(target, false),
    events: {
      onNotification: (notification) => notifications.push(notification),
      onConnected: () => undefined,
      onDisconnected: () => undefined,
      onServerLost: () => undefined,
      onUnknownLine: () => undefined,
    },
  });
  await link.connect();
  return { link, notifications };
}

describe('gotcha 1: a stalled control client whose session ends can crash the server (control_check_subs_timer, before 3.7)', () => {
  it('ours is attached to a session that is not ended, and has no subscription', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { recording, paneId } = await openWindow(client, script('exec cat'));
    sandbox.tmux('new-session', '-d', '-s', 'other');
    const pid = controlClientPid(sandbox);
    process.kill(pid, 'SIGSTOP');
    sandbox.tmux('kill-session', '-t', '=other');
    // The timer that crashes runs once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    process.kill(pid, 'SIGCONT');
    await client.sendKeys(paneId, [{ type: 'text', text: 'alive' }]);
    await eventually(() => expect(recording.seen).toContain('alive'));
  });

  it('windows are made in the session that it is attached to, so their output comes', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    await openWindow(client, script('exec cat'));
    const sessions = sandbox.tmux('list-panes', '-a', '-F', '#{session_name}').trim().split('\n');
    expect(sessions).toEqual(['aegis', 'aegis']);
    expect(sandbox.tmux('list-clients', '-F', '#{client_session}').trim()).toBe('aegis');
  });
});

describe('gotcha 2: blocks (cmdq_fire_command)', () => {
  it('one line of several commands answers with one block for each, up to the first error', async () => {
    const sandbox = createSandbox();
    const { link } = await openLink(sandbox);
    const three = raw('list-sessions -F a ; list-sessions -F b ; list-sessions -F c', {
      commands: 3,
    });
    const [blocks] = await link.run('read', three);
    expect(blocks?.map((block) => textLines(block))).toEqual([['a'], ['b'], ['c']]);
    const failing = raw('list-sessions ; kill-window -t @99 ; list-sessions', { commands: 3 });
    await expect(link.run('read', failing)).rejects.toMatchObject({ code: 'pane_not_found' });
    const misspelt = raw('list-sessions ; bogus', { commands: 2 });
    await expect(link.run('read', misspelt)).rejects.toThrow('unknown command: bogus');
    // Nothing is left over that the next command would take for its own.
    expect(textLines((await link.run('read', raw('list-sessions -F d')))[0]?.[0])).toEqual(['d']);
    await link.close();
  });

  it('blocks of hooks are not taken for replies', async () => {
    const sandbox = createSandbox();
    const { link } = await openLink(sandbox);
    sandbox.tmux('set-hook', '-g', 'after-list-sessions', 'display-message -p from-the-hook');
    for (const name of ['a', 'b', 'c']) {
      const [blocks] = await link.run('read', raw(`list-sessions -F ${name}`));
      expect(textLines(blocks?.[0])).toEqual([name]);
    }
    await link.close();
  });
});

it('gotcha 3: somebody who waits in wait-for does not hold up our commands', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const waiting = spawn('tmux', [...sandbox.arguments, 'wait-for', 'never'], {
    env: { ...sandbox.options.env },
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await client.listPanes()).toEqual([]);
  waiting.kill();
});

it('gotcha 5: %pause and %continue stand inside the reply to refresh-client -A', async () => {
  const sandbox = createSandbox();
  const { link, notifications } = await openLink(sandbox);
  await link.run('change', raw("new-window -d -t =aegis: 'exec cat'"));
  await link.run('change', raw('send-keys -t %1 x'));
  await eventually(() => expect(notifications.map(({ type }) => type)).toContain('output'));
  const [pause] = await link.run('change', raw("refresh-client -A '%1:pause'", { lifts: true }));
  const [resume] = await link.run('change', continuePane('%1'));
  expect([pause, resume]).toEqual([[[]], [[]]]);
  const flow = notifications.filter(({ type }) => type === 'pause' || type === 'continue');
  expect(flow).toEqual([
    { type: 'pause', paneId: '%1' },
    { type: 'continue', paneId: '%1' },
  ]);
  await link.close();
});

it('gotcha 6: a screen full of guards is a screen', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const lines = [
    '%end 1 2 1',
    '%error 1 2 1',
    '%begin 1 2 1',
    '%exit',
    '%output %1 x',
    '%session-changed $9 x',
    '%pause %1',
  ];
  const { recording, paneId } = await openWindow(
    client,
    script('printf "%s\\n" "$@"; exec cat', {
      argv: ['sh', '-c', 'printf "%s\\n" "$@"; exec cat', 'sh', ...lines],
    }),
  );
  await eventually(() => expect(recording.seen).toContain('%pause'));
  const text = await client.captureText(paneId, {
    historyLines: 0,
    escapes: false,
    joinWrapped: false,
  });
  expect(text.trimEnd().split('\n')).toEqual(lines);
  const again = await client.openPane(paneId, () => undefined);
  expect((await again.resync()).lines.slice(0, lines.length)).toEqual(lines);
});

it('gotcha 7: nothing is turned into "_", whatever the locale (client_utf8)', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect({ env: { ...sandbox.options.env, LC_ALL: 'C', LANG: 'C' } });
  const name = 'é漢😀';
  const { paneId } = await client.newWindow(
    script('printf 漢; exec cat', { name, paneOptions: { mark: name } }),
  );
  expect(await client.listPanes(['mark'])).toMatchObject([
    { paneId, windowName: name, options: { mark: name } },
  ]);
  await eventually(async () => {
    const text = await client.captureText(paneId, {
      historyLines: 0,
      escapes: false,
      joinWrapped: false,
    });
    expect(text.trimEnd()).toBe('漢');
  });
});

it('gotcha 8: what looks like a time in a value is no time (display-message runs strftime)', async () => {
  const sandbox = createSandbox('-%H%d');
  const client = await sandbox.connect();
  const { recording } = await openWindow(client, script('exec cat'));
  // The path of the socket, read over the connection, is what says whether the server lives.
  process.kill(controlClientPid(sandbox), 'SIGKILL');
  await eventually(() => expect(recording.resets).toContain('reconnected'));
  expect(recording.find('gone')).toBeUndefined();
});

describe('gotcha 9: %window-close does not say that the window is gone (control_window_unlinked_cb)', () => {
  it('a window that only another session lets go of lives on', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { recording, windowId, paneId } = await openWindow(client, script('exec cat'));
    sandbox.tmux('new-session', '-d', '-s', 'other');
    sandbox.tmux('link-window', '-d', '-s', windowId, '-t', 'other:');
    sandbox.tmux('kill-session', '-t', '=other');
    await client.sendKeys(paneId, [{ type: 'text', text: 'alive' }]);
    await eventually(() => expect(recording.seen).toContain('alive'));
    expect(recording.find('gone')).toBeUndefined();
  });

  it('one that is killed is gone', async () => {
    const sandbox = createSandbox();
    const client = await sandbox.connect();
    const { recording, windowId } = await openWindow(client, script('exec cat'));
    sandbox.tmux('kill-window', '-t', windowId);
    await eventually(() =>
      expect(recording.events.at(-1)).toEqual({ type: 'gone', reason: 'pane_closed' }),
    );
  });
});

it('gotcha 10: panes and windows are addressed by id, so names that tmux rewrites or repeats do no harm', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const names = ['same', 'same', '=same', '@1', '%1', 'a:b.c', '', '-t', '\\', 'x\ny'];
  const windows = [];
  for (const name of names) windows.push(await openWindow(client, script('exec cat', { name })));
  for (const [index, { paneId, recording }] of windows.entries()) {
    await client.sendKeys(paneId, [{ type: 'text', text: `<${index}>` }]);
    await eventually(() => expect(recording.seen).toContain(`<${index}>`));
  }
  for (const { windowId } of windows) await client.killWindow(windowId);
  expect(await client.listPanes()).toEqual([]);
});

it('gotcha 13: the control client has no size, and gives none to a window', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const { windowId } = await client.newWindow(script('exec cat', { cols: 133, rows: 37 }));
  sandbox.tmux(
    'refresh-client',
    '-t',
    sandbox.tmux('list-clients', '-F', '#{client_name}').trim(),
    '-C',
    '60x20',
  );
  expect(await client.listPanes()).toMatchObject([{ windowId, cols: 133, rows: 37 }]);
});

it('gotcha 14: a window keeps its name whatever runs in it', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  await client.newWindow(
    script('printf "\\033kfrom the program\\033\\\\"; exec sleep 60', { name: 'mine' }),
  );
  await eventually(async () =>
    expect(await client.listPanes()).toMatchObject([{ currentCommand: 'sleep' }]),
  );
  // tmux renames at most twice a second.
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await client.listPanes()).toMatchObject([{ windowName: 'mine' }]);
});

it('gotcha 25: the end of a program is told even where SIGCHLD was lost (libutempter)', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const statuses: (number | null | undefined)[] = [];
  // One after the other: many at once would remind tmux of each other.
  for (let status = 1; status <= 12; status++) {
    const { recording } = await openWindow(client, script(`sleep 0.05; exit ${status}`));
    await eventually(() => expect(recording.find('exited')).toBeDefined(), 3_000);
    statuses.push(recording.find('exited')?.status);
  }
  expect(statuses).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});
