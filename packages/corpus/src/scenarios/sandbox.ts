import { bash, say } from '@aegis/testkit';
import { isMainLook } from '../format/settings.ts';
import { isSince } from '../format/setting.ts';
import { asked, ready, rested, said } from './cues.ts';
import { key, label, type Scenario, send, type Step, wait } from './scenario.ts';
import { toldAt } from './told.ts';

const REQUEST = { name: 'sandbox_network', subject: 'example.com' } as const;

const steps = (): Step[] => [
  ...ready(),
  wait(1000),
  ...send('reach out'),
  asked('Do you want to allow this connection'),
  wait(500),
  label('asked', {
    status: 'permission_prompt',
    dialog: {
      ...REQUEST,
      highlighted: 'Yes',
      roles: ['accept', 'accept-always', 'decline-with-feedback'],
    },
  }),
  key('Down'),
  wait(400),
  label('moved', {
    status: 'permission_prompt',
    dialog: { ...REQUEST, highlighted: "Yes, and don't ask again for example.com" },
  }),
  key('Escape'),
  said('Blocked, then.'),
  rested(),
  wait(500),
  // The command fails, and the turn goes on.
  label('blocked', { status: 'idle', draft: '', turnEnd: 'completed' }),
];

/**
 * A command in the sandbox wants a connection. To record it, `bwrap` and `socat` have to be installed; 2.1.280 wants
 * a user namespace of its own besides, which containers may refuse.
 */
export const sandbox: Scenario = {
  name: 'sandbox',
  appliesTo: (setting) =>
    isMainLook(setting) && isSince(setting, '2.1.120') && setting.version !== '2.1.280',
  files: {
    '.claude/settings.json': JSON.stringify({
      sandbox: { enabled: true, autoAllowBashIfSandboxed: true },
    }),
  },
  script: (api) => {
    api.when('reach out', [bash('curl -sS -m 20 http://example.com/x'), say('Blocked, then.')]);
  },
  steps,
  published: () => toldAt(steps()),
};
