import { echoMcpConfig, mcpTool, say } from '@aegis/testkit';
import { isSince, type Setting } from '../format/setting.ts';
import { isRareLook } from '../format/settings.ts';
import { asked, ready, said } from './cues.ts';
import { loosely } from './loosely.ts';
import { declineRow } from './permission-rows.ts';
import { key, label, type Scenario, send, wait } from './scenario.ts';

export const mcp: Scenario = {
  name: 'mcp',
  appliesTo: isRareLook,
  claudeArgs: () => [
    ...['--permission-mode', 'default'],
    ...['--mcp-config', echoMcpConfig(), '--strict-mcp-config'],
  ],
  script: (api) => {
    api.when('echo', [
      mcpTool('stub', 'echo', { text: 'Do you want to proceed?' }),
      say('Echoed.'),
    ]);
  },
  steps: (setting) => [
    ...ready(),
    wait(2000),
    ...send('echo'),
    asked(String.raw`Do you want to proceed\?[\s│]*❯ 1\. Yes`),
    label('mcp', {
      status: 'permission_prompt',
      dialog: {
        name: 'mcp_tool',
        highlighted: 'Yes',
        roles: ['accept', ...lasting(setting), declineRow(setting)],
      },
    }),
    key('Enter'),
    said('Echoed.'),
    label('echoed', { status: 'idle', turnEnd: 'completed' }),
  ],
  published: () => loosely(['starting', 'idle', 'working', 'permission_prompt', 'working', 'idle']),
};

/** Builds since 2.1.280 leave the long row out where it is too narrow for it. */
function lasting(setting: Setting): string[] {
  return setting.cols <= 60 && isSince(setting, '2.1.280') ? [] : ['accept-always'];
}
