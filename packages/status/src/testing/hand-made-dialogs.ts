import type { Expected } from '@aegis/corpus';
import { RULE } from './frames.ts';
import type { HandMade } from './hand-made.ts';

/** Dialogs that hang from a rule. */
interface HandMadeDialog {
  title: string;
  body?: string;
  asked?: string;
  rows?: readonly string[];
  footer?: string;
  status: Expected['status'];
  dialog: NonNullable<Expected['dialog']>;
  activity?: string | null;
}

const YES_NO = ['Yes', 'No'];

const dialogs: readonly HandMadeDialog[] = [
  {
    title: 'Trust this directory?',
    body: '/tmp/w',
    rows: ['No, exit', 'Yes, proceed'],
    status: 'permission_prompt',
    dialog: { name: 'trust', subject: '/tmp/w', roles: ['decline', 'accept'] },
  },
  ...[
    'PowerShell command',
    'Run this command?',
    'Bash command (unsandboxed)',
    'Bash command · from explorer',
  ].map((title): HandMadeDialog => ({
    title,
    asked: 'Do you want to proceed?',
    status: 'bash_approval',
    dialog: { name: 'bash', roles: ['accept', 'decline'] },
  })),
  {
    title: 'Edit notebook n.ipynb',
    asked: 'Do you want to make this edit to n.ipynb?',
    status: 'permission_prompt',
    dialog: { name: 'edit', subject: 'n.ipynb' },
  },
  {
    title: 'Read file',
    body: '  Read(/etc/hosts)',
    asked: 'Do you want to proceed?',
    status: 'permission_prompt',
    dialog: { name: 'tool', toolName: 'Read', subject: 'Read(/etc/hosts)' },
  },
  {
    title: 'Read file /etc/hosts',
    asked: 'Do you want to proceed?',
    status: 'permission_prompt',
    dialog: { name: 'tool', toolName: 'Read' },
  },
  ...['Network request outside of sandbox', 'Allow network request'].map(
    (title): HandMadeDialog => ({
      title,
      body: '  Host: example.com',
      asked: 'Do you want to allow this connection?',
      status: 'permission_prompt',
      dialog: { name: 'sandbox_network', subject: 'example.com' },
    }),
  ),
  {
    title: 'Enter plan mode?',
    body: 'Claude wants to enter plan mode.',
    rows: ['Yes, enter plan mode', 'No, start implementing now'],
    status: 'plan_mode',
    dialog: { name: 'enter_plan', roles: ['accept', 'decline'] },
  },
  ...['New MCP server found in .mcp.json: x', '2 new MCP servers found in .mcp.json'].map(
    (title): HandMadeDialog => ({
      title,
      rows: ['Yes, proceed', 'No'],
      status: 'permission_prompt',
      dialog: { name: 'mcp_servers', roles: ['accept', 'decline'] },
    }),
  ),
  {
    title: 'New MCP server found in this project: x',
    rows: [
      'Use this MCP server',
      'Use this and all future MCP servers in this project',
      'Continue without using this MCP server',
    ],
    status: 'permission_prompt',
    dialog: { name: 'mcp_servers', roles: ['accept', 'accept-always', 'decline'] },
  },
  ...(
    [
      ['Switch model?', 'model_picker', 'model_picker'],
      ['Resume this conversation?', 'resume_picker', 'resume_picker'],
      ['Search prompts', 'overlay', 'history_search'],
      ['Manage MCP servers', 'overlay', 'mcp'],
      ['MCP stub', 'overlay', 'mcp'],
      ['MCP server “stub” requests your input', 'overlay', 'mcp_form'],
      ['Hooks', 'overlay', 'hooks'],
      ['Memory', 'overlay', 'memory'],
      ['Select memory to edit:', 'overlay', 'memory'],
      ['Select memory file to edit:', 'overlay', 'memory_picker'],
      ['Hook Configuration', 'overlay', 'hooks'],
      ['Export conversation', 'overlay', 'export'],
      ['Agents', 'overlay', 'agents'],
      ['Settings Error', 'overlay', 'settings_error'],
      ['Switch models when a message is flagged', 'overlay', 'settings'],
      ['Messages from your other sessions', 'overlay', 'settings'],
      ['Project instructions', 'overlay', 'settings'],
      ['Switch to Stable Channel', 'overlay', 'settings'],
      ['Preferred output style', 'overlay', 'settings'],
      ['Enter your preferred response and voice language:', 'overlay', 'settings'],
      ['Effort', 'overlay', 'effort_picker'],
      ['This session is 3h 25m old and 204 tokens.', 'resume_picker', 'resume_picker'],
      ['PreToolUse - Tool Matchers', 'overlay', 'hooks'],
      ['Set up auto mode for your environment?', 'overlay', 'auto_mode_offer'],
      ['WARNING: Loading development channels', 'overlay', 'development_channels'],
      ['Request usage credits from your admin', 'overlay', 'usage_credits'],
      ['Advisor (experimental)', 'overlay', 'advisor'],
      ['Select IDE', 'overlay', 'ide_picker'],
      ['Toggle thinking mode', 'overlay', 'thinking'],
      ['Allow external CLAUDE.md file imports?', 'overlay', 'external_imports'],
      ['Session paused', 'overlay', 'session_paused'],
      ['Held message from another session', 'overlay', 'held_message'],
      ['Try the new fullscreen renderer?', 'overlay', 'fullscreen_offer'],
      ['Change effort level?', 'overlay', 'effort_picker'],
      ['Background tasks', 'overlay', 'background_tasks'],
      ['Background work is running', 'overlay', 'background_tasks'],
      ['What do you want to do?', 'rate_limit', 'rate_limit_menu'],
    ] as const
  ).map(([title, name, activity]): HandMadeDialog => ({
    title,
    rows: ['One', 'Two'],
    status: 'unknown',
    activity,
    dialog: { name },
  })),
  ...[
    'Do you want to proceed?',
    'Do you want to make this edit to a.txt?',
    'Do you want to create a.txt?',
    'Do you want to overwrite a.txt?',
    'Do you want to allow this?',
    'Allow this read outside the working directories?',
  ].map((asked): HandMadeDialog => ({
    title: 'Something new',
    asked,
    status: 'permission_prompt',
    dialog: { name: 'tool', roles: ['accept', 'decline'] },
  })),
  ...(
    [
      ['Yes, and tell Claude what to do next', 'accept'],
      ['Yes, but ask again next time', 'accept'],
      ['Yes, and switch to default (ask each time) for this session', 'accept'],
      ['Yes, and switch to accept edits', 'accept-and-switch-mode'],
      ['Yes, switch to auto mode', 'accept-and-switch-mode'],
      ['Yes, and use auto mode', 'accept-and-switch-mode'],
      ['Yes, auto-accept edits', 'accept-and-switch-mode'],
      ['Yes, and auto-accept edits', 'accept-and-switch-mode'],
      ['Yes, and bypass permissions', 'accept-and-switch-mode'],
      ['Yes, clear context (9% used) and go on', 'accept-and-switch-mode'],
      ["Yes, and don't ask again for ls commands", 'accept-always'],
      ['Yes, allow all edits', 'accept-always'],
      ['Yes, allow reading from etc/ from this project', 'accept-always'],
      ['Yes, and always allow access to w/ from this project', 'accept-always'],
      ['Yes, and allow Claude to edit its own settings', 'accept-always'],
      ['Yes, and keep allowing any reads', 'accept-always'],
      ['Yes, and remember this', 'accept-always'],
      ['Yes, for this session', 'accept-always'],
      ['Yes, and read during this session', 'accept-always'],
      ['No, keep planning', 'decline-with-feedback'],
      ['Tell Claude what to change', 'decline-with-feedback'],
      ['Type here to tell Claude what to do differently', 'decline-with-feedback'],
      ['No, and block reads from now on', 'other'],
      ['No, and ask again next time', 'decline'],
      ['Cancel', 'decline'],
      ['Yes, and something else', 'other'],
    ] as const
  ).map(([label, role]): HandMadeDialog => ({
    title: 'Bash command',
    asked: 'Do you want to proceed?',
    rows: ['Yes', label, 'No'],
    status: 'bash_approval',
    dialog: { name: 'bash', roles: ['accept', role, 'decline'] },
  })),
];

export const handMadeDialogs: readonly HandMade[] = dialogs.map(
  ({ title, body, asked, rows = YES_NO, footer, status, dialog, activity }) => ({
    name: [title, asked, rows[1]].filter((part) => part !== undefined).join(' / '),
    text: [
      `❯ go on\n\n${RULE}`,
      ` ${title}`,
      '',
      ` ${body ?? '  touch x'}`,
      '',
      ...(asked === undefined ? [] : [` ${asked}`]),
      ...rows.map((row, at) => ` ${at === 0 ? '❯' : ' '} ${String(at + 1)}. ${row}`),
      '',
      ` ${footer ?? 'Esc to cancel'}`,
    ].join('\n'),
    expected: { status, dialog, ...(activity === undefined ? {} : { activity }) },
  }),
);
