import { screenFromText } from '@aegis/screen';
import { expect, test } from 'vitest';
import { BASH_DIALOG, box, COLS } from '../testing/frames.ts';
import { readScreen } from './read-screen.ts';

const PANEL = ['new.txt (untracked)', '─'.repeat(30), '+1 file', '❯ 1. Yes', '', '日本'];

/** A screen with a panel at its right. */
async function withPanel(left: string): Promise<ReturnType<typeof readScreen>> {
  const lines = left.split('\n').map((line, at) => {
    const wide = line.replace(/[^\u2e80-\ua4cf]/g, '').length;
    return `${line.padEnd(COLS - wide)}│${PANEL[at % PANEL.length] ?? ''}`;
  });
  return readScreen(await screenFromText(lines.join('\n')));
}

test('a dialog beside a panel', async () => {
  const reading = await withPanel(`❯ 日本\n\n● Bash(touch x)\n\n${BASH_DIALOG}`);
  expect(reading).toMatchObject({ status: 'bash_approval', dialog: { subject: 'touch x' } });
  expect(reading.dialog?.options.map((option) => option.label)).toEqual([
    'Yes',
    "Yes, and don't ask again for touch commands in /tmp/w",
    'No',
  ]);
});

test('an input box beside a panel', async () => {
  expect(await withPanel(`● Done.\n\n✻ Worked for 3s\n\n${box('a draft')}`)).toMatchObject({
    status: 'idle',
    composer: { text: 'a draft' },
    turnEnd: { outcome: 'completed' },
  });
});

test('a border that does not go all the way down is no panel', async () => {
  const text = `${'─'.repeat(COLS - 10)}│ a\n● Said.\n\n${box('')}`;
  expect(readScreen(await screenFromText(text))).toMatchObject({ status: 'idle' });
});
