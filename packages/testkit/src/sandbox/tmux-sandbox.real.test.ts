import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { tmuxSocketDirectory } from '../reaper/belongings.ts';
import { leftovers } from '../reaper/leftovers.ts';
import { createTmuxSandbox } from './tmux-sandbox.ts';

test('commands reach a server of its own', async () => {
  const tmux = createTmuxSandbox();
  await tmux.run('new-session', '-d', '-s', 'a name', '-x', '90', '-y', '20', '--', 'cat');
  expect(await tmux.run('list-sessions', '-F', '#{session_name} #{window_width}')).toBe(
    'a name 90\n',
  );
  await tmux.run('send-keys', '-l', 'é "$HOME"');
  await eventually('the keys', async () =>
    (await tmux.run('capture-pane', '-p')).includes('é "$HOME"'),
  );
  await tmux.dispose();
});

test('a command that fails rejects with what tmux said', async () => {
  const tmux = createTmuxSandbox();
  await expect(tmux.run('list-sessions')).rejects.toMatchObject({
    code: 'command_failed',
    message: expect.stringContaining(tmux.socketName) as string,
  });
  await tmux.dispose();
});

test('dispose ends what is in it, also what ignores SIGTERM or has left the tree', async () => {
  const tmux = createTmuxSandbox();
  const script = `(setsid sleep 621 &); trap '' TERM HUP; while :; do sleep 622; done`;
  await tmux.run('new-session', '-d', '--', 'sh', '-c', script);
  const ours = () => leftovers().filter(({ what }) => /\bsleep 62[12]$/.test(what));
  await eventually('both sleeps', () => ours().length === 2);
  await tmux.dispose();
  expect(leftovers()).toEqual([]);
  expect(existsSync(join(tmuxSocketDirectory(), tmux.socketName))).toBe(false);
});
