import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandbox, eventually, Recording, type Sandbox } from '../testing/sandbox.ts';
import type { TmuxVisitor } from '../types.ts';
import { findForeignPane, listForeignPanes } from './foreign-panes.ts';
import { visitTmux } from './visit-tmux.ts';

/** A tmux server as a person has one: its own configuration, a shell, programs started in it. */
function startForeign(sandbox: Sandbox, program = 'cat') {
  sandbox.tmux(...['new-session', '-d', '-s', 'work', '-x', '100', '-y', '30', program]);
  const socketPath = sandbox.tmux('display-message', '-p', '#{socket_path}').trim();
  return { socketPath, env: sandbox.options.env };
}

async function visit(
  server: ReturnType<typeof startForeign>,
  target = 'work',
): Promise<{ visitor: TmuxVisitor; recording: Recording; paneId: `%${number}` }> {
  const { paneId } = await findForeignPane(server, target);
  const visitor = await visitTmux({ ...server, paneId });
  onTestFinished(() => visitor.close());
  const recording = new Recording();
  await visitor.openPane(paneId, recording.onEvent);
  return { visitor, recording, paneId };
}

const options = (sandbox: Sandbox) =>
  ['-s', '-g', '-gw'].map((scope) => sandbox.tmux('show-options', scope)).join('\n') +
  sandbox.tmux('show-hooks', '-g') +
  sandbox.tmux('show-options', '-t', 'work:');

const shape = (sandbox: Sandbox) =>
  sandbox.tmux(
    ...['list-panes', '-a', '-F'],
    '#{session_name}:#{window_index}.#{pane_index} #{window_active} #{pane_active} #{window_width}x#{window_height}',
  );

describe('a visit to somebody else’s server', () => {
  test('sees and types, and leaves options, hooks, sizes and what is current as they were', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    sandbox.tmux('new-window', '-d', '-t', 'work:', 'cat');
    sandbox.tmux('split-window', '-d', '-t', 'work:0', 'cat');
    const before = { options: options(sandbox), shape: shape(sandbox) };
    const { visitor, recording, paneId } = await visit(server, 'work:1');
    await visitor.sendKeys(paneId, [
      { type: 'text', text: 'hello 日本' },
      { type: 'key', key: 'Enter' },
    ]);
    await eventually(() => expect(recording.output).toContain('hello 日本'));
    expect(
      await visitor.captureText(paneId, { historyLines: 0, escapes: false, joinWrapped: true }),
    ).toContain('hello 日本');
    expect({ options: options(sandbox), shape: shape(sandbox) }).toEqual(before);
    await visitor.close();
    expect({ options: options(sandbox), shape: shape(sandbox) }).toEqual(before);
    expect(sandbox.tmux('list-clients')).toBe('');
  });

  test('follows a pane to another window and to another session', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    sandbox.tmux('new-window', '-d', '-t', 'work:', 'cat');
    sandbox.tmux('new-session', '-d', '-s', 'other', 'cat');
    const { visitor, recording, paneId } = await visit(server, 'work:1');
    sandbox.tmux('join-pane', '-d', '-s', paneId, '-t', 'other:0');
    await eventually(() => {
      const attached = sandbox.tmux('list-clients', '-F', '#{client_session}').trim();
      expect(attached).toBe('other');
    });
    await visitor.sendKeys(paneId, [{ type: 'text', text: 'moved' }]);
    await eventually(() => expect(recording.seen).toContain('moved'));
    expect(recording.find('gone')).toBeUndefined();
  });

  test('lives on when its session is killed and the pane is in another one too', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    sandbox.tmux('new-session', '-d', '-s', 'other', 'cat');
    sandbox.tmux('link-window', '-d', '-s', 'work:0', '-t', 'other:5');
    const { visitor, recording, paneId } = await visit(server);
    const attached = sandbox.tmux('list-clients', '-F', '#{client_session}').trim();
    sandbox.tmux('kill-session', '-t', `=${attached}`);
    await eventually(() => expect(recording.resets).toContain('reconnected'));
    await visitor.sendKeys(paneId, [{ type: 'text', text: 'still' }]);
    await eventually(() => expect(recording.seen).toContain('still'));
  });

  test('takes the new size when somebody resizes the window', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    const { recording } = await visit(server);
    sandbox.tmux('resize-window', '-t', 'work:0', '-x', '60', '-y', '20');
    await eventually(() => {
      const reset = recording.events.findLast(({ type }) => type === 'reset');
      expect(reset).toMatchObject({ reason: 'resized', capture: { cols: 60, rows: 20 } });
    });
  });

  test.each([
    ['its pane is closed', ['kill-pane', '-t', 'work:0'], 'pane_closed'],
    ['the server ends', ['kill-server'], 'server_lost'],
  ] as const)('ends when %s', async (_when, command, reason) => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    if (reason === 'pane_closed')
      sandbox.tmux('new-session', '-d', '-s', 'keeps-the-server', 'cat');
    const { recording } = await visit(server);
    sandbox.tmux(...command);
    await eventually(() => expect(recording.find('gone')).toBeDefined());
  });

  test('types nothing where the keys would reach other panes too', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    sandbox.tmux('split-window', '-d', '-t', 'work:0', 'cat');
    sandbox.tmux('set-option', '-w', '-t', 'work:0', 'synchronize-panes', 'on');
    const { visitor, recording, paneId } = await visit(server, 'work:0.0');
    const typed = visitor.sendKeys(paneId, [{ type: 'text', text: 'everywhere' }]);
    await expect(typed).rejects.toMatchObject({ code: 'pane_synchronized' });
    expect(recording.seen).not.toContain('everywhere');
  });

  test('whatever the person’s configuration: prefix, mouse, base-index, default command', async () => {
    const sandbox = createSandbox();
    const configuration = join(sandbox.directory, 'tmux.conf');
    writeFileSync(
      configuration,
      'set -g base-index 1\nset -g prefix h\nset -g mouse on\nset -g default-terminal screen\nset -g status-keys vi\n',
    );
    const server = startForeign(sandbox);
    sandbox.tmux('source-file', configuration);
    const { visitor, recording, paneId } = await visit(server);
    await visitor.sendKeys(paneId, [{ type: 'text', text: 'hhh' }]);
    await eventually(() => expect(recording.seen).toContain('hhh'));
  });
});

describe('panes of somebody else’s server', () => {
  test('are listed once each, and found by every name that tmux takes', async () => {
    const sandbox = createSandbox();
    const server = startForeign(sandbox);
    sandbox.tmux('new-session', '-d', '-s', 'other', 'cat');
    sandbox.tmux('link-window', '-d', '-s', 'work:0', '-t', 'other:5');
    const panes = await listForeignPanes(server);
    const shapes = panes.map(({ paneId, cols, rows }) => `${paneId} ${cols}x${rows}`);
    expect(shapes.sort()).toEqual(['%0 100x30', '%1 80x24']);
    for (const name of ['%0', 'work', 'work:0.0', '=work:']) {
      expect(await findForeignPane(server, name)).toMatchObject({ paneId: '%0' });
    }
    for (const name of ['%99', 'nowhere', 'work:7', 'work;', '; kill-server']) {
      await expect(findForeignPane(server, name)).rejects.toMatchObject({ code: 'pane_not_found' });
    }
  });

  test('a socket that nobody listens on, and one that is no path', async () => {
    const sandbox = createSandbox();
    const { env } = sandbox.options;
    const silent = listForeignPanes({ socketPath: join(sandbox.directory, 'none'), env });
    await expect(silent).rejects.toMatchObject({
      code: 'command_failed',
      message: expect.stringContaining('No tmux server listens on') as string,
    });
    const relative = listForeignPanes({ socketPath: 'default', env });
    await expect(relative).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
