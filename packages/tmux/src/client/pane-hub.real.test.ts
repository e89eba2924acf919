import { describe, expect, it } from 'vitest';
import { systemTimers } from '../io/timers.ts';
import { tmuxTarget } from '../io/tmux-environment.ts';
import { listPanes, newWindow } from '../commands/commands.ts';
import { remindServer } from '../io/remind-server.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { createSandbox, eventually, Recording, script, type Sandbox } from '../testing/sandbox.ts';
import type { ServerIdentity } from './link-types.ts';
import { Link } from './link.ts';
import { PaneHub } from './pane-hub.ts';
import { prepareServer } from './prepare-server.ts';
import { attachToKeeper, ensureKeeperSession } from './start-server.ts';

interface Opened {
  link: Link;
  hub: PaneHub;
  server: ServerIdentity;
  timers: ManualTimers;
  reminded: number[];
}

/** A hub whose watchdog sleeps until the test wakes it. */
async function openHub(sandbox: Sandbox): Promise<Opened> {
  const target = tmuxTarget(sandbox.options);
  const timers = new ManualTimers();
  const reminded: number[] = [];
  await ensureKeeperSession(target, true);
  const link: Link = new Link({
    timers: systemTimers,
    attachPlan: () => Promise.resolve(attachToKeeper(target)),
    prepare: (run) => prepareServer(run, target),
    restoreKeeper: () => ensureKeeperSession(target, false),
    events: {
      onNotification: (notification) => hub.onNotification(notification),
      onConnected: (server) => hub.onConnected(server),
      onDisconnected: () => hub.onDisconnected(),
      onServerLost: () => hub.onServerLost(),
      onUnknownLine: () => undefined,
    },
  });
  const hub = new PaneHub({
    link,
    listing: listPanes(target.keeperSession, []),
    timers,
    remindServer: (pid) => reminded.push(pid),
  });
  return { link, hub, server: await link.connect(), timers, reminded };
}

async function endProgram({ link, hub, server }: Opened): Promise<void> {
  const recording = new Recording();
  // The ids are handed out in order, and the sandbox is new.
  await link.run('change', newWindow('aegis', script('sleep 0.3; exit 3')));
  await hub.open('%1', recording.onEvent);
  await eventually(() => {
    // So that it does not hang on the SIGCHLD that a build with libutempter may lose; this rings no bell by itself.
    remindServer(server.pid);
    expect(recording.find('exited')?.status).toBe(3);
  });
}

describe('gotcha 19: the bell', () => {
  it('tells of the end of a program, with no timer', async () => {
    const opened = await openHub(createSandbox());
    await endProgram(opened);
    await opened.link.close();
  });

  it.each(['C-c', 'C-s', 'C-z', 'C-d'])(
    'still rings after somebody pressed %s in the keeper’s pane',
    async (key) => {
      const sandbox = createSandbox();
      const opened = await openHub(sandbox);
      await eventually(() => expect(keeperCommand(sandbox)).toBe('cat'));
      sandbox.tmux('send-keys', '-t', String(opened.server.keeperPaneId), key);
      if (key === 'C-d') {
        await eventually(() => {
          remindServer(opened.server.pid);
          expect(
            sandbox.tmux(
              'list-panes',
              '-t',
              String(opened.server.keeperPaneId),
              '-F',
              '#{pane_pid}',
            ),
          ).not.toBe('');
          expect(keeperCommand(sandbox)).toBe('cat');
        });
      }
      await endProgram(opened);
      await opened.link.close();
    },
  );

  it('still rings while somebody scrolls the keeper’s pane', async () => {
    const sandbox = createSandbox();
    const opened = await openHub(sandbox);
    sandbox.tmux('copy-mode', '-t', String(opened.server.keeperPaneId));
    await endProgram(opened);
    await opened.link.close();
  });
});

it('gotcha 9: a pane that is closed is told of with no timer', async () => {
  const sandbox = createSandbox();
  const { link, hub } = await openHub(sandbox);
  await link.run('change', newWindow('aegis', script('exec cat')));
  await link.run('change', newWindow('aegis', script('exec cat')));
  const [killed, linked] = [new Recording(), new Recording()];
  await hub.open('%1', killed.onEvent);
  await hub.open('%2', linked.onEvent);
  sandbox.tmux('kill-window', '-t', '@1');
  await eventually(() => expect(killed.find('gone')).toBeDefined());
  // One that lives on in another session has left ours, and no output of it comes here any more.
  sandbox.tmux('new-session', '-d', '-s', 'other');
  sandbox.tmux('link-window', '-d', '-s', '@2', '-t', 'other:');
  sandbox.tmux('unlink-window', '-t', '=aegis:@2');
  await eventually(() => expect(linked.find('gone')).toBeDefined());
  await link.close();
});

describe('the watchdog', () => {
  it('finds an end that no bell told of, and reminds the server while the status is missing', async () => {
    const sandbox = createSandbox();
    const opened = await openHub(sandbox);
    const { link, hub, server, timers, reminded } = opened;
    // No bell, and a server that is not told of its children's ends.
    sandbox.tmux('set-hook', '-gu', 'pane-died');
    const recording = new Recording();
    await link.run('change', newWindow('aegis', script('exec sleep 0.2')));
    await hub.open('%1', recording.onEvent);
    await eventually(() => {
      timers.pass(1_000);
      if (reminded.length > 0) remindServer(server.pid);
      expect(recording.find('exited')?.status).toBe(0);
    });
    expect(reminded.every((pid) => pid === server.pid)).toBe(true);
    await link.close();
  });

  it('sleeps while no pane is followed', async () => {
    const opened = await openHub(createSandbox());
    const { link, hub, timers } = opened;
    expect(timers.pending).toBe(0);
    await link.run('change', newWindow('aegis', script('exec cat')));
    const stream = await hub.open('%1', () => undefined);
    expect(timers.pending).toBe(1);
    stream.close();
    timers.pass(1_000);
    expect(timers.pending).toBe(0);
    await link.close();
  });
});

function keeperCommand(sandbox: Sandbox): string {
  return sandbox.tmux('list-panes', '-t', '=aegis:0', '-F', '#{pane_current_command}').trim();
}
