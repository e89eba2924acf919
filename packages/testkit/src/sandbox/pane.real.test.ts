import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftovers } from '../reaper/leftovers.ts';
import { paneOf, type Pane } from './pane.ts';
import { createTmuxSandbox, type TmuxSandbox } from './tmux-sandbox.ts';

let tmux: TmuxSandbox;
beforeAll(() => {
  tmux = createTmuxSandbox();
});
afterAll(async () => {
  await tmux.dispose();
  expect(leftovers()).toEqual([]);
});

async function open(...command: string[]): Promise<Pane> {
  const size = ['-x', '80', '-y', '10'];
  const id = await tmux.run('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, ...command);
  return paneOf(tmux, id.trim());
}

const dialog = join(import.meta.dirname, 'fixtures', 'deaf-dialog.mjs');

test.each(['No, exit', 'Yes'])(
  '"%s" is chosen from a dialog that is deaf at first',
  async (row) => {
    const pane = await open('--', process.execPath, dialog);
    await pane.waitFor('❯ 1. No, exit');
    await pane.choose(row);
    expect(await pane.waitFor('chosen')).toBe(`chosen: ${row}`);
  },
);

test('a line is typed whole', async () => {
  const pane = await open('-x', '200', '-y', '20', '--', 'cat');
  const line = `-l é 日本 $HOME ; ${'0123456789 '.repeat(70)}end`;
  await pane.submit(line);
  const screen = await pane.waitFor(/end\s.*end/s);
  expect(screen.replaceAll('\n', '')).toContain(line);
});

test('what did not appear is reported with the screen', async () => {
  const pane = await open('--', 'echo seen; cat');
  await pane.waitFor('seen');
  await expect(pane.waitFor('never', 100)).rejects.toThrow('never is not on the screen:\nseen');
});
