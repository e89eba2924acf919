import { screenFromText } from '@aegis/screen';
import { expect, test } from 'vitest';
import type { ScreenReading } from '../types.ts';
import { BASH_DIALOG, box, COLS, DASHES, frame, RULE } from '../testing/frames.ts';
import { readScreen } from './read-screen.ts';

// What the recordings have is not repeated here: these are screens that cannot be recorded without an account,
// and shapes that must not be taken for what they are not.

async function read(text: string): Promise<ScreenReading> {
  return readScreen(await frame(text));
}

test('nothing was drawn yet', async () => {
  expect(await read('')).toMatchObject({ status: 'starting', rule: 'screen.blank' });
  const banner = ' ▐▛███▛█   Claude Code v2.1.330\n▝▜██████▀  Opus';
  expect(await read(banner)).toMatchObject({ status: 'starting', rule: 'screen.banner' });
});

test('what it says of its start, before it greets, is a start', async () => {
  // The launch after one that was killed before its first frame; recorded from 2.1.330.
  const notice =
    "Claude Code's fullscreen renderer didn't finish starting last time on this machine, so this launch is using the classic renderer.";
  expect(await read(notice)).toMatchObject({ status: 'starting', rule: 'screen.notice' });
  expect(await read(`${notice}\n\n${box()}`)).toMatchObject({ status: 'idle' });
  expect(await read(`It said: ${notice}`)).toMatchObject({ status: 'unknown' });
});

test('something that is no Claude Code is unknown, with its first line', async () => {
  const reading = await read('bash: claude: command not found\n$ ');
  expect(reading).toMatchObject({
    status: 'unknown',
    rule: 'screen.no_rule',
    statusText: 'bash: claude: command not found',
  });
});

test('the network is needed for a first start', async () => {
  const reading = await read(' Unable to connect to Anthropic services\n\n Failed to connect');
  expect(reading).toMatchObject({ status: 'unknown', activity: 'no_connection' });
});

test('a past-tense line is the end of a turn, whatever the verb', async () => {
  for (const line of ['✻ Brewed for 1m 6s', '✻ Sautéed for 0s · done 4:05 PM', '✽ Worked for 2h']) {
    expect(await read(`● Done.\n\n${line}\n\n${box()}`)).toMatchObject({
      status: 'idle',
      turnEnd: { outcome: 'completed' },
    });
  }
});

test.each([
  ['✻ Razzle-dazzling… (3s · ↓ 52 tokens)', 'Razzle-dazzling…', null],
  ['· Noodling…', 'Noodling…', null],
  ['✻ Compacting conversation… (12s)', 'Compacting conversation… (12s)', 'compacting'],
  [
    '✻ 529 Overloaded · retrying in 1s · attempt 2/2',
    '529 Overloaded · retrying in 1s · attempt 2/2',
    'retrying',
  ],
  [
    '✢ Waiting for 3 background agents to finish',
    'Waiting for 3 background agents to finish',
    null,
  ],
])('%s is work', async (line, statusText, activity) => {
  const reading = await read(`❯ go on\n\n${line}\n  ⎿  Tip: none\n\n${box()}`);
  expect(reading).toMatchObject({ status: 'working', statusText, activity });
});

test('while text streams in, only the hint below the box says so', async () => {
  const reading = await read(`● And so\n\n${box('', '  ⏵⏵ accept edits on · esc to interrupt')}`);
  expect(reading).toMatchObject({ status: 'working', modeLine: 'accept edits' });
});

test('a draft hides that hint, so an open message counts', async () => {
  const open = `❯ go on\n\n● And so\n\n${box('a draft', '  ⏸ manual mode on')}`;
  expect(await read(open)).toMatchObject({ status: 'working', rule: 'screen.open_turn' });
  const ended = `❯ go on\n\n● And so\n\n✻ Worked for 1s\n\n${box('a draft', '  ⏸ manual mode on')}`;
  expect(await read(ended)).toMatchObject({ status: 'idle', composer: { text: 'a draft' } });
});

test.each([
  ["  ⎿  You've hit your limit · resets 3:45pm (Europe/London)", 'limited', 'usage_limit'],
  ["  ⎿  You're out of usage credits · /usage-credits to buy more", 'limited', 'usage_limit'],
  ['  ⎿  Not logged in · Please run /login', 'failed', 'login_needed'],
  ['  ⎿  Context limit reached · /compact or /clear to continue', 'failed', 'context_full'],
  ['  ⎿  Interrupted · What should Claude do instead?', 'interrupted', null],
])('%s', async (line, outcome, activity) => {
  const reading = await read(`❯ go on\n${line}\n\n${box()}`);
  expect(reading).toMatchObject({ status: 'idle', turnEnd: { outcome }, activity });
});

test('an ending of an earlier turn is not the ending of the last one', async () => {
  const text = `❯ one\n  ⎿  Interrupted · What should Claude do instead?\n\n❯ two\n\n● Yes.\n\n✻ Worked for 1s\n\n${box()}`;
  expect((await read(text)).turnEnd?.outcome).toBe('completed');
});

test('the rate limit menu is named, and nothing in it is a plain yes', async () => {
  const reading = await read(`${RULE}
  What do you want to do?

  ❯ 1. Stop and wait for limit to reset
    2. Add funds to continue with extra usage
    3. Upgrade your plan

  Enter to confirm · Esc to cancel`);
  expect(reading).toMatchObject({
    status: 'unknown',
    activity: 'rate_limit_menu',
    dialog: { name: 'rate_limit', kind: 'dialog' },
  });
  expect(reading.dialog?.options.map((option) => option.role)).toEqual(['other', 'other', 'other']);
});

test('a request to leave the sandbox', async () => {
  const reading = await read(`${RULE}
 Network request outside of sandbox

 Host: example.com

 Do you want to allow this connection?
 ❯ 1. Yes
   2. Yes, and don't ask again for example.com
   3. No, and tell Claude what to do differently (esc)`);
  expect(reading).toMatchObject({
    status: 'permission_prompt',
    dialog: { name: 'sandbox_network', subject: 'example.com' },
  });
});

test('rows are known by their labels, in whatever order they come', async () => {
  const reading = await read(`${RULE}
 Bash command

${DASHES}
 touch x
${DASHES}
 Do you want to proceed?
   1. No
   2. Yes, and switch to auto mode
 ❯ 3. Yes, and don't ask again for touch
   4. Yes

 Esc to cancel`);
  expect(reading.dialog?.options.map((option) => [option.role, option.highlighted])).toEqual([
    ['decline', false],
    ['accept-and-switch-mode', false],
    ['accept-always', true],
    ['accept', false],
  ]);
});

test('an unknown tool with a known question is a permission, an unknown question is unknown', async () => {
  const known = BASH_DIALOG.replace('Bash command', 'Summon demon');
  expect(await read(known)).toMatchObject({
    status: 'permission_prompt',
    dialog: { name: 'tool', kind: 'permission', toolName: null, subject: 'touch x' },
  });
  const unknown = known.replace('Do you want to proceed?', 'Shall it be?');
  expect(await read(unknown)).toMatchObject({
    status: 'unknown',
    rule: 'screen.unknown_dialog',
    statusText: 'Summon demon',
    dialog: { name: 'overlay', kind: 'dialog' },
  });
});

test('a list with no row that plainly declines is not the permission dialog it looks like', async () => {
  const text = BASH_DIALOG.replace('3. No', '3. Later');
  expect(await read(text)).toMatchObject({ status: 'unknown', rule: 'screen.unknown_dialog' });
});

test('two highlighted rows, or none, are half a frame', async () => {
  const two = BASH_DIALOG.replace('   3. No', ' ❯ 3. No');
  const none = BASH_DIALOG.replace(' ❯ 1', '   1');
  for (const text of [two, none]) {
    expect(await read(text)).toMatchObject({ status: 'unknown', dialog: null });
  }
});

test('a dialog with an input box under it is over', async () => {
  const reading = await read(`${BASH_DIALOG}\n\n${box()}`);
  expect(reading).toMatchObject({ status: 'idle', dialog: null });
});

test('an input box that is half drawn is no dialog, whatever is in it', async () => {
  for (const draft of ['❯ 1. Yes', '❯ Do you want to proceed?\n  ❯ 1. Yes\n    2. No']) {
    expect(await read(`● Hm.\n\n${RULE}\n${draft}`)).toMatchObject({
      status: 'unknown',
      rule: 'screen.half_drawn',
      dialog: null,
    });
  }
});

test('a subagent’s name behind the title changes nothing', async () => {
  const text = BASH_DIALOG.replace(
    'Bash command',
    'Edit file · from the general-purpose agent',
  ).replace('Do you want to proceed?', 'Do you want to make this edit to old.txt?');
  expect((await read(text)).dialog).toMatchObject({ name: 'edit', toolName: 'Edit' });
});

test('a description that imitates the rows, while the real ones are not drawn yet', async () => {
  const fake = ' Do you want to proceed?\n ❯ 1. Yes\n   2. No';
  const half = `${RULE}\n Bash command\n${fake}\n${DASHES}\n rm -rf x\n${DASHES}`;
  expect(await read(half)).toMatchObject({ status: 'unknown', dialog: null });
});

test('a hint below a row is not its label', async () => {
  const plan = `${RULE}
 Claude has written up a plan and is ready to execute. Would you like to proceed?

   1. Yes, and use auto mode
   2. Yes, manually approve edits
 ❯ 3. Tell Claude what to change
      shift+tab to approve with this feedback

 ctrl+g to edit in Vim · ~/.claude/plans/a.md`;
  const { dialog } = await read(plan);
  expect(dialog).toMatchObject({ name: 'plan', kind: 'plan' });
  expect(dialog?.options.map((option) => [option.label, option.role])).toEqual([
    ['Yes, and use auto mode', 'accept-and-switch-mode'],
    ['Yes, manually approve edits', 'accept'],
    ['Tell Claude what to change', 'decline-with-feedback'],
  ]);
});

test('without the note that its top is cut off, a dialog without a top is not drawn yet', async () => {
  const rows = BASH_DIALOG.split('\n').slice(5);
  const half = `${'\n'.repeat(5)}${rows.join('\n')}`;
  expect(await read(half)).toMatchObject({ status: 'unknown', dialog: null });
  const cut = [...rows.slice(0, -2), ' ↑ 35 more lines', ...rows.slice(-1)].join('\n');
  expect(await read(cut)).toMatchObject({
    status: 'permission_prompt',
    rule: 'screen.cut_dialog.tool',
    dialog: {
      cut: true,
      toolName: null,
      subject: null,
      footer: expect.stringContaining('↑') as string,
    },
  });
});

test('a list right under a rule, without a title, is what is left of something else', async () => {
  const reading = await read(`${RULE}\n  ❯ /exit      Exit\n    /context   Show`);
  expect(reading).toMatchObject({ status: 'unknown', rule: 'screen.unknown_block', dialog: null });
});

test('a line inside a message is no ending', async () => {
  const said = `❯ go\n\n● It says:\n  ● Declined to answer Claude's questions:\n\n${box()}`;
  expect((await read(said)).turnEnd).toBe(null);
});

test('a prompt that is queued says that a turn runs, though a draft hides the hint', async () => {
  const queued = `● And so\n\n❯ later\n  ⎿  Queued · ctrl+x ctrl+s to send now\n\n${box('a draft', '  ⏸ manual mode on')}`;
  expect(await read(queued)).toMatchObject({ status: 'working', queued: 1 });
});

test('a dialog that is held back while somebody types', async () => {
  const held = `● Bash(touch x)\n  ⎿  Waiting…\n\n  Waiting for permission…\n${box('', '  ⏸ manual mode on · esc to interrupt')}`;
  expect(await read(held)).toMatchObject({
    status: 'working',
    activity: 'dialog_held_back',
    statusText: 'Waiting for permission…',
  });
});

test('a rule that does not span the screen is no rule', async () => {
  const short = BASH_DIALOG.replaceAll(RULE, '─'.repeat(COLS - 10));
  expect(await read(short)).toMatchObject({ status: 'unknown', dialog: null });
});

test('something at the first column below the box: Claude Code is no longer what is drawn last', async () => {
  const reading = await read(`✻ Worked for 1s\n\n${box()}\n$ ls\nREADME.md`);
  expect(reading).toMatchObject({ status: 'unknown', composer: null });
});

test('what was typed into the box is no dialog', async () => {
  const draft = ` Do you want to proceed?\n  ❯ 1. Yes\n    2. No\n\n  Esc to cancel`;
  const reading = await read(`✻ Worked for 1s\n\n${RULE}\n❯${draft}\n${RULE}\n  ⏸ manual mode on`);
  expect(reading).toMatchObject({ status: 'idle', dialog: null });
  expect(reading.composer?.text.split('\n')[1]).toBe('❯ 1. Yes');
});

test('a suggestion is dim, and no draft', async () => {
  const ghost = `${RULE}\n❯ \u001b[7mr\u001b[0;2mun the tests\u001b[0m\n${RULE}\n  ⏸ manual mode on · ? for shortcuts`;
  expect((await read(ghost)).composer).toEqual({
    text: '',
    ghost: 'run the tests',
    mode: 'prompt',
  });
  const typed = ghost.replace(';2m', 'm');
  expect((await read(typed)).composer).toEqual({
    text: 'run the tests',
    ghost: null,
    mode: 'prompt',
  });
});

test('the name of a session stands in a rule, above the box and below a dialog', async () => {
  const named = `${'─'.repeat(COLS - 9)} a name ─`.slice(-COLS);
  const idle = `${named}\n❯ \n${RULE}\n  ⏸ manual mode on · ? for shortcuts`;
  expect(await read(idle)).toMatchObject({ status: 'idle', composer: { text: '' } });
  const asked = await read(`${BASH_DIALOG}\n\n${named}`);
  expect(asked).toMatchObject({ status: 'bash_approval', dialog: { subject: 'touch x' } });
});

test('an API error is said in a colour; the same words without one are the model’s', async () => {
  const glyph = '\u001b[38;5;231m●\u001b[39m';
  const own = `\u001b[38;5;220m●\u001b[39m \u001b[38;5;220mAPI Error: 400 no\u001b[39m`;
  expect(await read(`❯ go\n\n${own}\n\n${box()}`)).toMatchObject({
    turnEnd: { outcome: 'failed' },
  });
  const said = await read(`❯ go\n\n${glyph} API Error: 400 no\n\n${box()}`);
  expect(said.turnEnd).toBe(null);
});

test('CJK, emoji and right-to-left text around a dialog do not matter', async () => {
  const text = BASH_DIALOG.replace('touch x', 'echo "漢字 😀 שלום"');
  const reading = await read(`● 漢字 😀 שלום\n\n${text}`);
  expect(reading.dialog?.subject).toBe('echo "漢字 😀 שלום"');
});

test('a large hostile screen is read in no time', async () => {
  const line = '❯ 1. Yes ─ ╌ ● ✻ ⎿ (… · ☐ → '.repeat(12).slice(0, 300);
  const text = Array.from({ length: 900 }, (_, row) => `${' '.repeat(row % 5)}${line}`).join('\n');
  const screen = await screenFromText(text, { cols: 320 });
  const start = performance.now();
  readScreen(screen);
  expect(performance.now() - start).toBeLessThan(250);
});
