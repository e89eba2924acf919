import { expect, test } from 'vitest';
import { box, frame } from '../testing/frames.ts';
import { workShown } from './work-shown.ts';

async function shown(text: string): Promise<string[]> {
  return workShown(await frame(text), { version: '2.1.330' });
}

const BUSY = box('', '  ⏸ manual mode on · esc to interrupt');
const SILENT = `❯ hang please\n\n✻ Puzzling… (3s · ↓ 12 tokens)\n\n${BUSY}`;
const TOOL = `❯ run it\n\n● Running a command · 2s\n  ⎿  $ make all (3s)\n\n✻ Puzzling… (5s)\n\n${BUSY}`;

test('what was said is shown, and nothing that moves by itself', async () => {
  expect(await shown(SILENT)).toEqual(['❯ hang please']);
  expect(await shown(TOOL)).toEqual(['❯ run it', 'Running a command', '⎿  $ make all']);
});

test.each([
  [
    'its glyph and its counters',
    SILENT.replace('✻ Puzzling… (3s · ↓ 12', '· Puzzling… (5m 2s · ↓ 3.4k'),
  ],
  ['another word', SILENT.replace('Puzzling', 'Cerebrating')],
  ['a tip', SILENT.replace('tokens)', 'tokens)\n  ⎿  Tip: use /btw to ask something else')],
  ['a retry', SILENT.replace('Puzzling… (3s · ↓ 12 tokens)', '529 Overloaded · will retry in 4s')],
  ['a notice at the right', SILENT.replace('\n\n─', `\n${' '.repeat(30)}tmux focus-events off\n─`)],
  ['a draft', SILENT.replace('❯ \n', '❯ a draft\n')],
  ['its hints', SILENT.replace('esc to interrupt', '2 shells · ↓ to manage')],
])('the working line with %s is the same work', async (_what, text) => {
  expect(text).not.toBe(SILENT);
  expect(await shown(text)).toEqual(await shown(SILENT));
});

test('a prompt that waits is nobody’s work', async () => {
  const queued = '\n\n❯ Continue.\n  ⎿  Queued · ctrl+x ctrl+s to send now\n\n✻';
  expect(await shown(TOOL.replace('\n\n✻', queued))).toEqual(await shown(TOOL));
});

test.each([
  ['a blinking glyph', TOOL.replace('● Running', '  Running')],
  ['its time', TOOL.replace('· 2s', '· 1m 12s').replace('(3s)', '(1m 13s · timeout 2m)')],
  ['a hint', TOOL.replace('(3s)', '(3s)\n     (ctrl+b ctrl+b (twice) to run in background)')],
])('a tool with %s does nothing new', async (_what, text) => {
  expect(text).not.toBe(TOOL);
  expect(await shown(text)).toEqual(await shown(TOOL));
});

test.each([
  ['output of a tool', TOOL.replace('(3s)', '(3s)\n     building part 2')],
  ['a word of an answer', SILENT.replace('\n\n✻', '\n\n● Let me\n\n✻')],
  ['the next tool', TOOL.replace('\n\n✻', '\n\n● Read(a.ts)\n\n✻')],
])('%s is work', async (_what, text) => {
  expect(await shown(text)).not.toEqual(await shown(text.includes('make') ? TOOL : SILENT));
});

test('before there is a box, and with nothing at all', async () => {
  expect(await shown('Starting')).toEqual(['Starting']);
  expect(await shown('')).toEqual([]);
});
