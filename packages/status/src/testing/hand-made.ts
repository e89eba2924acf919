import type { Expected } from '@aegis/corpus';
import { box, DASHES, RULE } from './frames.ts';

/**
 * Screens written by hand, for what could not be recorded: it needs an account, another system, or a moment that is
 * over too soon. The words are Claude Code's own, from its releases and from what its users reported.
 */
export interface HandMade {
  name: string;
  text: string;
  expected: Expected;
  /** Where only the rule tells it from something else. */
  rule?: string;
}

const SURVEY = `● How is Claude doing this session? (optional)
  1: Bad    2: Fine   3: Good   0: Dismiss`;

export const handMade: readonly HandMade[] = [
  ...[
    ["You've hit your limit · resets 3:45pm (Europe/London)", 'limited', 'usage_limit'],
    ['Session limit reached ∙ resets 11:52pm', 'limited', 'usage_limit'],
    ['Usage limit reached · set to continue automatically at 11:57pm', 'limited', 'usage_limit'],
    ["You've reached your weekly limit", 'limited', 'usage_limit'],
    ["You're out of usage credits · /usage-credits to buy more", 'limited', 'usage_limit'],
    ["You're out of extra usage · resets 3pm", 'limited', 'usage_limit'],
    ['Your org is out of usage · add funds to continue', 'limited', 'usage_limit'],
    ["Your seat type doesn't include usage credits", 'limited', 'usage_limit'],
    ['Your usage allocation has been disabled by your admin', 'limited', 'usage_limit'],
    ["Your group's usage limit is set to $0", 'limited', 'usage_limit'],
    ['Claude AI usage limit reached|1760000000', 'limited', 'usage_limit'],
    ['Login expired · Please run /login', 'failed', 'login_needed'],
    ['Not logged in · Please run /login', 'failed', 'login_needed'],
    ['Prompt is too long', 'failed', 'context_full'],
    ['Context limit reached · /compact or /clear to continue', 'failed', 'context_full'],
  ].flatMap(([line = '', outcome, activity]) =>
    (activity === 'context_full' ? ['  ⎿  '] : ['  ⎿  ', '● ']).map((glyph) => ({
      name: `${glyph.trim()} ${line}`,
      text: `❯ go on\n${glyph}${line}\n\n${box()}`,
      expected: ended(outcome === 'limited' ? 'limited' : 'failed', activity ?? null),
    })),
  ),
  ...[
    ['✳ Wrangling… (3s · ↓ 12 tokens)', null],
    ['✻ Waiting for 3 background agents to finish', null],
    ['✻ 529 Overloaded · will retry in 20s · attempt 3/10', 'retrying'],
    ['✻ Waiting for API response · 12s', 'waiting_for_api'],
  ].map(([line, activity]) => ({
    name: String(line),
    text: `❯ go on\n\n${String(line)}\n\n${box()}`,
    expected: { status: 'working', activity: activity ?? null } as const,
  })),
  {
    name: 'a dialog is held back while somebody types',
    text: `❯ go on\n\n● Bash(ls)\n\n  Waiting for permission…\n\n${box('a draft')}`,
    expected: { status: 'working', activity: 'dialog_held_back', draft: 'a draft' },
  },
  {
    name: 'asked how Claude is doing, at rest',
    text: `❯ go on\n\n● So be it.\n\n✻ Worked for 2s\n\n${SURVEY}\n\n${box('a draft', '  ⏸ manual mode on')}`,
    expected: { status: 'idle', activity: 'survey', turnEnd: 'completed', draft: 'a draft' },
  },
  {
    name: 'asked how Claude is doing, after a turn that failed',
    text: `❯ go on\n  ⎿  API Error: 529\n\n${SURVEY}\n\n${box()}`,
    expected: { status: 'idle', activity: 'api_error', turnEnd: 'failed' },
  },
  {
    name: 'asked how Claude is doing, at work',
    text: `❯ go on\n\n✻ Wrangling… (3s · ↓ 12 tokens)\n\n${SURVEY}\n\n${box('', '  ⏸ manual mode on')}`,
    expected: { status: 'working', queued: 0 },
  },
  {
    name: 'asked how Claude is doing, on a narrow screen',
    text: `❯ go on\n\n● So be it.\n\n✻ Worked for 2s\n\n● How is Claude doing this\n  session? (optional)\n  1: Bad    2: Fine\n  3: Good   0: Dismiss\n\n${box('a draft', '  ⏸ manual mode on')}`,
    expected: { status: 'idle', activity: 'survey', turnEnd: 'completed' },
  },
  ...[
    ['two prompts wait, with a hint', '❯ one\n\n❯ two\n  of two\n  ctrl+x ctrl+s to send now', 2],
    ['one waits, above the spinner', '❯ one\n  ctrl+x ctrl+s to send now\n\n✻ Thinking… (3s)', 1],
  ].map(([name, waiting, queued]) => ({
    name: String(name),
    text: `❯ go on\n\n● So\n\n${String(waiting)}\n\n${box('', '  ⏵⏵ accept edits on')}`,
    expected: { status: 'working', queued: Number(queued) } as const,
  })),
  {
    name: 'the hint of prompts that wait, quoted',
    text: `❯ go on\n\n● It says\n\n  ctrl+x ctrl+s to send now\n\n✻ Worked for 2s\n\n${box('', '  ⏵⏵ accept edits on')}`,
    expected: { status: 'idle', queued: 0 },
  },
  {
    name: 'a conversation that was resumed has no closing lines',
    text: `❯ hi\n\n● Hi.\n\n${box('', '  ? for shortcuts')}`,
    expected: { status: 'idle' },
  },
  {
    name: 'a shell and a monitor in the background',
    text: `❯ hi\n\n● Hi.\n\n✻ Worked for 2s\n\n${box('', '  ⏵⏵ accept edits on · 1 shell, 1 monitor')}`,
    expected: { status: 'idle', activity: 'background_shell' },
  },
  {
    name: 'a status line takes the hint away, and text streams in',
    text: `❯ hi\n\n● Hi.\n\n✻ Worked for 2s\n\n❯ go on\n\n● And so\n\n${box('', '  my status\n  ⏵⏵ accept edits on (shift+tab to cycle)')}`,
    expected: { status: 'working' },
  },
  {
    name: 'a status line under a conversation that was resumed',
    text: `❯ hi\n\n● Hi.\n\n❯ go on\n\n● And so\n\n${box('', '  my status\n  ⏵⏵ accept edits on (shift+tab to cycle)')}`,
    expected: { status: 'idle' },
  },
  ...[
    [" Browser didn't open? Use the url below to sign in", 'login'],
    [' Paste code here if prompted >', 'login'],
    [" Use Claude Code's terminal setup?", 'onboarding'],
  ].map(([line, activity]) => ({
    name: String(line),
    text: `Welcome to Claude Code v2.1.291\n\n${String(line)}`,
    expected: { status: 'unknown', activity: activity ?? null } as const,
  })),
  {
    name: 'that question, quoted',
    text: `❯ go on\n\n● How is Claude doing this session? (optional)\n  It is a question.\n\n${box('a draft', '  ⏸ manual mode on')}`,
    expected: { status: 'working', activity: null },
  },
  {
    name: 'a note at the start, under a draft',
    text: ` ▐▛███▛█   Claude Code v2.1.330\n\n● agents-md: AGENTS.md loaded:\n  AGENTS.md\n\n${box('a draft', '  ⏸ manual mode on')}`,
    expected: { status: 'idle', draft: 'a draft', turnEnd: null },
  },
  {
    name: 'a message that goes on, under a draft',
    text: `❯ go on\n\n● And so it\n\n${box('a draft', '  ⏸ manual mode on')}`,
    expected: { status: 'working', draft: 'a draft' },
  },
  {
    name: 'a prompt in the queue, and no spinner',
    text: `❯ go on\n\n● And so\n\n❯ then that\n  ⎿  Queued · ctrl+x ctrl+s to send now\n\n${box('x', '  ⏸ manual mode on')}`,
    expected: { status: 'working', queued: 1 },
  },
  ...['1 shell', '2 shells', '1 bash', '3 bashes', '2 background tasks'].map((hint) => ({
    name: `${hint} in the background`,
    text: `● Done.\n\n✻ Worked for 1s\n\n${box('', `  ${hint} · ↓ to view`)}`,
    expected: { status: 'idle', activity: 'background_shell' } as const,
  })),
  ...[
    'Press up to edit queued messages',
    'Press up to select a queued message',
    'Once fixed, resend your message',
    'Resend your message to try again',
    'Try "refactor <filepath>"',
  ].map((placeholder) => ({
    name: `the placeholder ${placeholder}`,
    text: `● Done.\n\n✻ Worked for 1s\n\n${box(placeholder)}`,
    expected: { status: 'idle', draft: '', ghost: placeholder } as const,
  })),
  ...['/exit', '/quit'].map((command) => ({
    name: `after ${command}`,
    text: `❯ ${command}\n  ⎿  Goodbye!\n\n${box()}`,
    expected: { status: 'exited' } as const,
  })),
  { name: 'a dead pane', text: 'Pane is dead (status 0)', expected: { status: 'exited' } },
  { name: 'nothing yet', text: '\n\n', expected: { status: 'starting' } },
  ...['╭─── Claude Code v2.1.50 ──╮', ' ▐▛███▛█   Claude Code', ' ▐▛███▜▌   Welcome'].map(
    (line) => ({
      name: `the greeting ${line}`,
      text: line,
      expected: { status: 'starting' } as const,
    }),
  ),
  {
    name: 'a start that says how the one before ended',
    text: "Claude Code's fullscreen renderer didn't finish starting last time on this machine, so this launch is using the classic renderer.",
    expected: { status: 'starting' },
    rule: 'screen.notice',
  },
  {
    name: 'no way out',
    text: 'Unable to connect to Anthropic services\n\nFailed to connect',
    expected: { status: 'unknown', activity: 'no_connection' },
  },
  ...["Let's get started.", 'Choose the text style that looks best'].map((line) => ({
    name: line,
    text: ` ${line}\n\n  1. Auto`,
    expected: { status: 'unknown', activity: 'onboarding' } as const,
  })),
  {
    name: 'an input box without its lower rule',
    text: `● Done.\n\n${RULE}\n❯ a draft`,
    expected: { status: 'unknown' },
    rule: 'screen.half_drawn',
  },
  {
    name: 'a list that nobody knows',
    text: `${RULE}\n Something\n\n ❯ 1. One\n   2. Two`,
    expected: { status: 'unknown' },
    rule: 'screen.unknown_dialog',
  },
  {
    name: 'two highlighted rows',
    text: `${RULE}\n Bash command\n\n   ls\n\n Do you want to proceed?\n ❯ 1. Yes\n ❯ 2. No`,
    expected: { status: 'unknown' },
  },
  {
    name: 'a list inside the frame, and none below it',
    text: `${RULE}\n Bash command\n${DASHES}\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n${DASHES}`,
    expected: { status: 'unknown' },
  },
  {
    name: 'the row of a plan that takes a text, with a hint below it',
    text: `${RULE}\n Ready to code?\n\n Would you like to proceed?\n\n   1. Yes, manually approve edits\n ❯ 2. Tell Claude what to change\n      shift+tab to approve with this feedback`,
    expected: {
      status: 'plan_mode',
      dialog: { name: 'plan', highlighted: 'Tell Claude what to change' },
    },
  },
  {
    name: 'a dialog that is higher than the screen',
    text: `\n\n\n\n   touch x\n${DASHES}\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n ↑ 35 more lines\n Esc to cancel`,
    expected: { status: 'permission_prompt', dialog: { name: 'tool', cut: true } },
  },
  {
    name: 'who asks stands behind the title',
    text: `${RULE}\n Fetch · from explorer\n\n   https://example.com/\n\n Do you want to allow Claude to fetch this content?\n ❯ 1. Yes\n   2. No`,
    expected: { status: 'permission_prompt', dialog: { name: 'fetch' } },
  },
  {
    name: 'flat text for a screen reader',
    text: '[Screen Reader Mode: on via flag]\n\nClaude Code v2.1.330\n\nmanual mode on\n$',
    expected: { status: 'unknown', activity: 'screen_reader' },
  },
  {
    name: 'what is left of the command menu around the last words',
    text: `${RULE}\n❯ /exit\nResume this session with:${'─'.repeat(40)}\nclaude --resume 19f7003e-d53b-46f0-a892-40f8027b2090\n  /context             Visualize\n  /memory              Edit`,
    expected: { status: 'exited' },
  },
  {
    name: 'the help of 1.0',
    text: '  /vim - Toggle\n\n Learn more at: https://docs.claude.com/s/claude-code\n\n Press Enter to continue…',
    expected: { status: 'unknown', activity: 'help' },
  },
];

function ended(outcome: 'failed' | 'limited', activity: string | null): Expected {
  return { status: 'idle', turnEnd: outcome, activity };
}
