import { expect, it } from 'vitest';
import { attachArgv } from './attach-argv.ts';
import { createSandbox, eventually, openWindow, script } from './testing/sandbox.ts';

const TEXT = { historyLines: 0, escapes: false, joinWrapped: false };

it('shows one window on a terminal, disturbs nobody, and leaves nothing behind', async () => {
  const sandbox = createSandbox();
  const client = await sandbox.connect();
  const one = await openWindow(
    client,
    script('echo first window; exec cat', { cols: 120, rows: 40 }),
  );
  const two = await openWindow(
    client,
    script('echo second window; exec cat', { cols: 120, rows: 40 }),
  );
  const currentBefore = sandbox.tmux('display-message', '-p', '-t', '=aegis:', '#{window_id}');

  // A pane of another tmux is the person's terminal.
  const outer = createSandbox();
  const terminals = await outer.connect();
  const terminal = (windowId: `@${number}`) =>
    terminals.newWindow({
      ...script('', { cols: 70, rows: 20, env: { TMUX_TMPDIR: sandbox.directory } }),
      argv: ['env', '-u', 'TMUX', ...attachArgv(sandbox.options, windowId)],
    });
  const [left, right] = [await terminal(one.windowId), await terminal(two.windowId)];
  await eventually(async () =>
    expect(await terminals.captureText(left.paneId, TEXT)).toContain('first window'),
  );
  await eventually(async () =>
    expect(await terminals.captureText(right.paneId, TEXT)).toContain('second window'),
  );

  // What the person types arrives, and what the other looks at stays.
  await terminals.sendKeys(left.paneId, [{ type: 'text', text: 'from a person' }]);
  await eventually(() => expect(one.recording.seen).toContain('from a person'));
  expect(await terminals.captureText(right.paneId, TEXT)).toContain('second window');
  expect(sandbox.tmux('display-message', '-p', '-t', '=aegis:', '#{window_id}')).toBe(
    currentBefore,
  );
  expect(await client.listPanes()).toMatchObject([
    { cols: 120, rows: 40 },
    { cols: 120, rows: 40 },
  ]);
  // The keeper's own window takes the size of whoever looks on, unless they say not to count.
  expect(
    sandbox.tmux('list-panes', '-t', '=aegis:0', '-F', '#{pane_width}x#{pane_height}').trim(),
  ).toBe('80x24');
  // A new window does not move them, and has its own size.
  await client.newWindow(script('exec cat', { cols: 99, rows: 33 }));
  expect(await client.listPanes()).toMatchObject([{}, {}, { cols: 99, rows: 33 }]);
  expect(await terminals.captureText(left.paneId, TEXT)).toContain('first window');

  await terminals.killWindow(left.windowId);
  await terminals.sendKeys(right.paneId, [
    { type: 'key', key: 'C-b' },
    { type: 'key', key: 'd' },
  ]);
  await eventually(() =>
    expect(sandbox.tmux('list-sessions', '-F', '#{session_name}').trim()).toBe('aegis'),
  );
  expect(await client.listPanes()).toHaveLength(3);
  expect(one.recording.find('gone')).toBeUndefined();
});

it('refuses what cannot be a session, and starts no server', () => {
  expect(() => attachArgv({ socketName: 'a/b' }, '@1')).toThrow('socketName');
  expect(attachArgv({ socketName: 'a' }, '@1')).toContain('-N');
});
