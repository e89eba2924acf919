import { bash, echoMcpConfig, mcpTool, read, say, useTool } from '@aegis/testkit';
import type { Expected } from '../format/recording.ts';
import { isMainLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { asked, leave, ready } from './cues.ts';
import { declineRow } from './permission-rows.ts';
import { key, label, type Scenario, send, type Step, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** Asks about the command that says so, whatever the permissions are. */
const ASKING_HOOK = JSON.stringify({
  hooks: {
    PreToolUse: [
      {
        matcher: 'Bash',
        hooks: [
          {
            type: 'command',
            command: `grep -q 'ask-me' && echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask","permissionDecisionReason":"the hook wants to know"}}' || true`,
          },
        ],
      },
    ],
  },
});

const NOTEBOOK = JSON.stringify({
  cells: [
    {
      ...{ cell_type: 'code', id: 'a1', metadata: {}, source: ['print(1)'] },
      ...{ outputs: [], execution_count: null },
    },
  ],
  ...{ metadata: {}, nbformat: 4, nbformat_minor: 5 },
});

const LONG_INPUT = Array.from({ length: 40 }, (_, index) => `line ${index} of a long input`);

type Ends = 'interrupted' | null;

/** Ask for a tool, look at the dialog, and go away from it. */
function asks(prompt: string, expected: Expected, ends: Ends = 'interrupted'): Step[] {
  return [
    ...send(prompt),
    asked(String.raw`❯ 1\. Yes`),
    wait(300),
    label(prompt, expected),
    ...leave(),
    label(`left ${prompt}`, { status: 'idle', draft: '', turnEnd: ends }),
  ];
}

const permission = (dialog: Expected['dialog'] & object): Expected => {
  return { status: 'permission_prompt', dialog: { highlighted: 'Yes', ...dialog } };
};

const steps = (setting: Setting): Step[] => {
  return [
    ...ready(),
    wait(2000),
    ...asks('notebook', permission({ name: 'edit' })),
    ...(isSince(setting, '2.0.76')
      ? []
      : asks(
          'slash',
          permission({
            name: 'tool',
            roles: ['accept', 'accept-always', 'accept-always', declineRow(setting)],
          }),
        )),
    ...asks(
      'search the web',
      permission({
        name: 'tool',
        roles: ['accept', 'accept-always', declineRow(setting)],
      }),
    ),
    // Since 2.1.280 the input is not wrapped into a paragraph, and the dialog is higher than the screen.
    ...asks(
      'echo at length',
      permission(isSince(setting, '2.1.280') ? { name: 'tool', cut: true } : { name: 'mcp_tool' }),
      // These fold the call away, and its end with it.
      isSince(setting, '2.1.120') && !isSince(setting, '2.1.280') ? null : 'interrupted',
    ),
    ...asks('hooked', {
      status: 'bash_approval',
      dialog: {
        name: 'bash',
        subject: 'echo ask-me',
        highlighted: 'Yes',
        roles: ['accept', declineRow(setting)],
      },
    }),
    key('C-u'),
  ];
};

/** Permission dialogs beyond shell commands and files. */
export const toolKinds: Scenario = {
  name: 'tool-kinds',
  appliesTo: isMainLook,
  files: {
    '.claude/settings.json': ASKING_HOOK,
    '.claude/commands/deploy.md': '---\ndescription: Deploy it\n---\nSay deployed $ARGUMENTS',
    'n.ipynb': NOTEBOOK,
  },
  claudeArgs: () => [
    ...['--permission-mode', 'default'],
    ...['--mcp-config', echoMcpConfig(), '--strict-mcp-config'],
  ],
  script: (api, workDir) => {
    const path = `${workDir}/n.ipynb`;
    api.when('notebook', [
      read(path),
      useTool('NotebookEdit', { notebook_path: path, cell_id: 'a1', new_source: 'print(2)' }),
    ]);
    api.when('slash', [useTool('SlashCommand', { command: '/deploy now' })]);
    api.when('search the web', [useTool('WebSearch', { query: 'what is it' })]);
    api.when('echo at length', [mcpTool('stub', 'echo', { text: LONG_INPUT.join('\n') })]);
    api.when('hooked', [bash('echo ask-me'), say('Made.')]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};
