import { screenFromText } from '@aegis/screen';
import { expect, test } from 'vitest';
import { readScreen } from './read-screen.ts';

/** What is said of the last rows of a screen. */
async function readPart(text: string): Promise<ReturnType<typeof readScreen>> {
  return readScreen(await screenFromText(text), { partial: true });
}

const ROWS = ' ❯ 1. Yes\n   2. Yes, and don’t ask again for ls commands in /w\n   3. No';

test.each([
  [` Bash command\n\n   ls\n\n Do you want to proceed?\n${ROWS}`, 'bash_approval', 'bash'],
  [` Do you want to proceed?\n${ROWS}`, 'permission_prompt', 'tool'],
  [`● Let me see.\n Do you want to proceed?\n${ROWS}`, 'permission_prompt', 'tool'],
  ['Do you want to make this edit to a.ts?\n❯ 1. Yes\n  2. No', 'permission_prompt', 'edit'],
])('a dialog without its rule: %s', async (text, status, name) => {
  expect(await readPart(text)).toMatchObject({ status, dialog: { name, cut: true } });
});

test('the same rows as a quotation, two columns in, are none', async () => {
  const quoted = `● It asks:\n  Do you want to proceed?\n${ROWS.replaceAll(/^/gm, ' ')}`;
  expect(await readPart(quoted)).toMatchObject({ status: 'unknown', dialog: null });
});

test('the same on a screen that is all there is no dialog, since it may not be drawn yet', async () => {
  const screen = await screenFromText(` Do you want to proceed?\n${ROWS}`, { rows: 30 });
  expect(readScreen(screen)).toMatchObject({ status: 'unknown', dialog: null });
});

test('a live line without the box below it', async () => {
  const text = '● Let me see.\n✻ Simmering… (esc to interrupt)\n  ⎿  Waiting for API response';
  expect(await readPart(text)).toMatchObject({ status: 'working' });
});
