import { basename, relative } from 'node:path';
import type { FileChange } from '../tools/file-change.ts';
import type { HeadPart, ListDialog } from './list-dialog.ts';

/** What choosing a row of a permission dialog means. */
export type Choice = 'allow' | 'allow-always' | 'accept-edits' | 'auto' | 'default' | 'deny';

export interface PermissionDialog {
  readonly dialog: ListDialog;
  /** By row. */
  readonly choices: readonly Choice[];
}

type Row = readonly [label: string, choice: Choice, amended?: string];

const YES: Row = ['Yes', 'allow', 'Yes, and tell Claude what to do next'];
const NO: Row = ['No', 'deny', 'No, and tell Claude what to do differently'];
const AUTO: Row = [
  'Yes, and switch to auto mode · auto mode handles these prompts for you',
  'auto',
];
const ACCEPT_EDITS: Row = [
  'Yes, and switch to accept edits (auto-approve file edits and common file commands) for this session (shift+tab)',
  'accept-edits',
];
const AMENDABLE = 'Esc to cancel · Tab to amend';

function permission(
  head: readonly HeadPart[],
  rows: readonly Row[],
  layout: Partial<ListDialog> = {},
): PermissionDialog {
  const shiftTab = rows.findIndex(([, choice]) => choice === 'accept-edits');
  return {
    choices: rows.map(([, choice]) => choice),
    dialog: {
      type: 'list',
      head,
      rows: rows.map(([label, , amended]) => ({ label, amended: amended ?? null })),
      numbered: true,
      indent: 1,
      footer: AMENDABLE,
      at: 0,
      amending: null,
      shiftTab: shiftTab < 0 ? null : shiftTab,
      ...layout,
    },
  };
}

/** @param always the row that grants more than this one call; null where there is none */
export function bashDialog(
  { command, description }: { command: string; description: string },
  always: string | null,
): PermissionDialog {
  const isScript = command.includes('\n');
  const shown = isScript ? command.replaceAll(/^/gm, '│ ') : command;
  return permission(
    [
      { type: 'title', text: 'Bash command' },
      {
        type: 'hint',
        text: 'Tip: auto mode handles these prompts for you — choose "switch to auto mode" below',
      },
      { type: 'hint', text: description },
      { type: 'dashes' },
      { type: 'verbatim', text: shown },
      { type: 'dashes' },
      ...(isScript ? ([{ type: 'blank' }] as const) : []),
      { type: 'text', text: 'Do you want to proceed?' },
    ],
    always === null ? [YES, AUTO, NO] : [YES, [always, 'allow-always'], AUTO, NO],
  );
}

export function fileDialog(change: FileChange, workDir: string): PermissionDialog {
  const name = basename(change.path);
  const words = {
    edit: ['Edit file', `Do you want to make this edit to ${name}?`],
    create: ['Create file', `Do you want to create ${name}?`],
    overwrite: ['Overwrite file', `Do you want to overwrite ${name}?`],
  } as const;
  const [title, question] = words[change.type];
  const inside = relative(workDir, change.path);
  return permission(
    [
      { type: 'title', text: title },
      { type: 'text', text: inside.startsWith('..') ? change.path : inside },
      { type: 'dashes' },
      { type: 'verbatim', text: change.picture },
      { type: 'dashes' },
      { type: 'text', text: question },
    ],
    [YES, ACCEPT_EDITS, NO],
  );
}

export function fetchDialog({ url, prompt }: { url: string; prompt: string }): PermissionDialog {
  const host = URL.canParse(url) ? new URL(url).host : url;
  return permission(
    [
      { type: 'title', text: 'Fetch' },
      { type: 'text', text: `Claude wants to fetch content from ${host}` },
      { type: 'dashes' },
      { type: 'verbatim', text: `url: ${url}\nprompt: ${prompt}` },
      { type: 'dashes' },
      { type: 'text', text: 'Do you want to allow Claude to fetch this content?' },
    ],
    [
      ['Yes', 'allow'],
      [`Yes, and don't ask again for ${host}`, 'allow-always'],
      ['No, and tell Claude what to do differently (esc)', 'deny'],
    ],
    { footer: null },
  );
}

/** A tool of an MCP server, or any that has no dialog of its own. */
export function toolDialog(name: string, input: string, workDir: string): PermissionDialog {
  const [prefix, server, ...tool] = name.split('__');
  const isMcp = prefix === 'mcp' && server !== undefined && tool.length > 0;
  const what = isMcp ? `${server} - ${tool.join('__')}(${input}) (MCP)` : `${name}(${input})`;
  return permission(
    [
      { type: 'title', text: 'Tool use' },
      { type: 'blank' },
      { type: 'text', text: `  ${what}` },
      { type: 'blank' },
      { type: 'text', text: 'Do you want to proceed?' },
    ],
    [YES, [`Yes, and don't ask again for ${name} commands in ${workDir}`, 'allow-always'], NO],
  );
}

/** ExitPlanMode, where no file holds the plan. */
export function exitPlanDialog(): PermissionDialog {
  return permission(
    [
      { type: 'title', text: 'Exit plan mode?' },
      { type: 'blank' },
      { type: 'text', text: ' Claude wants to exit plan mode' },
      { type: 'blank' },
    ],
    [
      ['Yes, and switch to default (ask each time) for this session', 'default'],
      ['No', 'deny'],
    ],
    { indent: 2, footer: null },
  );
}

/** Before anything else, in a folder that nobody has trusted. */
export function trustDialog(folder: string): PermissionDialog {
  return permission(
    [
      { type: 'title', text: 'Accessing workspace:' },
      { type: 'blank' },
      { type: 'text', text: folder, bold: true },
      { type: 'blank' },
      {
        type: 'text',
        text: "Quick safety check: Is this a project you created or one you trust? (Like your own code, a well-known open source project, or work from your team). If not, take a moment to review what's in this folder first.",
      },
      { type: 'blank' },
      {
        type: 'text',
        text: "Claude Code'll be able to read, edit, and execute files here.",
      },
      { type: 'blank' },
      { type: 'hint', text: 'Security guide' },
      { type: 'blank' },
    ],
    [
      ['No, exit', 'deny'],
      ['Yes, I trust this folder', 'allow'],
    ],
    { numbered: false, footer: 'Enter to confirm · Esc to cancel' },
  );
}
