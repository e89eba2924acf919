import { httpError, type ModelStep, responseHeaders, say } from '@aegis/testkit';
import { isMainLook, isMainOrFullscreenLook } from '../format/settings.ts';
import { isSince, type Setting } from '../format/setting.ts';
import { ready, rested, said } from './cues.ts';
import { key, label, live, type Scenario, send, type Step, type, until, wait } from './scenario.ts';
import { toldAt } from './told.ts';

/** What Claude Code keeps of a login; the words in it are no secrets. */
const ACCOUNT = JSON.stringify({
  claudeAiOauth: {
    accessToken: 'sk-ant-oat01-recorded',
    refreshToken: 'sk-ant-ort01-recorded',
    expiresAt: 4_102_444_800_000,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
    rateLimitTier: 'default_claude_max_5x',
  },
});

const HOURS = 3600;

/** How the API speaks of the limit of five hours; it resets `hours` from now. */
function unified(status: 'rejected' | 'allowed_warning', hours: number): ModelStep {
  const reset = String(Math.floor(Date.now() / 1000) + hours * HOURS);
  return responseHeaders({
    'anthropic-ratelimit-unified-status': status,
    'anthropic-ratelimit-unified-reset': reset,
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    'anthropic-ratelimit-unified-5h-status': status,
    'anthropic-ratelimit-unified-5h-reset': reset,
    'anthropic-ratelimit-unified-5h-utilization': status === 'rejected' ? '1.0' : '0.92',
    'anthropic-ratelimit-unified-5h-surpassed-threshold': '0.9',
  });
}

const MENU = {
  status: 'unknown',
  activity: 'rate_limit_menu',
  dialog: { name: 'rate_limit', highlighted: 'Stop and wait for limit to reset' },
} as const;

const EFFORT = {
  status: 'unknown',
  activity: 'effort_picker',
  dialog: { name: 'overlay' },
} as const;

/** Some builds open the menu by themselves as soon as the limit is reached. */
const opensMenu = (setting: Setting): boolean =>
  isSince(setting, '2.0.76') && !isSince(setting, '2.1.280');

const steps = (setting: Setting): Step[] => [
  // 2.1.50 asks a subscriber for the effort of its new model first.
  ...(setting.version === '2.1.50'
    ? [until(/Effort in Opus/), wait(800), label('effort', EFFORT), key('Escape')]
    : []),
  ...ready(),
  ...send('nearly'),
  said('Careful.'),
  rested(),
  wait(800),
  label('warned', { status: 'idle', turnEnd: 'completed', draft: '' }),
  ...send('over'),
  ...(opensMenu(setting)
    ? [until(/What do you want to do\?/), wait(800), label('menu', MENU), key('Escape'), wait(800)]
    : [until(/limit (?:reached|· resets)|hit your/), wait(2000)]),
  rested(),
  wait(500),
  label('limited', { status: 'idle', turnEnd: 'limited', activity: 'usage_limit' }),
  ...(isSince(setting, '2.0.76')
    ? [
        key('Escape'),
        wait(800),
        key('C-u'),
        // No menu of commands shows this one.
        type('/rate-limit-options'),
        wait(800),
        key('Enter'),
        wait(1500),
        label('menu by its command', MENU),
        key('Down'),
        wait(400),
        label('menu, moved', { ...MENU, dialog: { name: 'rate_limit' } }),
        key('Escape'),
        wait(800),
        rested(),
        label('left the menu', { status: 'idle' }),
      ]
    : []),
];

/** An account that has used up its five hours. */
export const limits: Scenario = {
  name: 'limits',
  appliesTo: isMainOrFullscreenLook,
  env: { ANTHROPIC_API_KEY: '' },
  configFiles: { '.credentials.json': ACCOUNT },
  script: (api) => {
    api.when('nearly', [[unified('allowed_warning', 2), say('Careful.')]]);
    api.when('over', [
      [
        unified('rejected', 2),
        httpError(429, { message: "This request would exceed your account's rate limit." }),
      ],
    ]);
  },
  steps,
  published: (setting) => toldAt(steps(setting)),
};

const stepsOfTooMany = (): Step[] => [
  ...ready(),
  ...send('too many'),
  wait(2500),
  live('again', { status: 'working' }),
  until(/API Error|rate limit/i),
  rested(),
  wait(500),
  label('gave up', { status: 'idle', turnEnd: 'failed', activity: 'api_error' }),
];

/** Too many requests in a minute: an error that is retried, and no usage limit. */
export const tooMany: Scenario = {
  name: 'too-many',
  appliesTo: isMainLook,
  env: { CLAUDE_CODE_MAX_RETRIES: '3' },
  script: (api) => {
    api.when('too many', [
      httpError(429, {
        message: 'Number of request tokens has exceeded your per-minute rate limit',
      }),
    ]);
  },
  steps: stepsOfTooMany,
  published: () => toldAt(stepsOfTooMany()),
};
