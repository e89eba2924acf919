import { homedir } from 'node:os';
import { join } from 'node:path';
import { isWebhookAllowEntry } from '@aegis/core';
import { DEFAULT_STALL_THRESHOLD_MS } from '@aegis/protocol';
import * as v from 'valibot';

const COMMAND_MESSAGE = 'must name a command: words, or a JSON array of strings';

/** A command as JSON array (`["node", "cli.js"]`), or words separated by blanks. */
const commandSchema = v.pipe(
  v.union([v.string(), v.array(v.string())], COMMAND_MESSAGE),
  v.rawTransform<string | string[], [string, ...string[]]>(({ dataset, addIssue, NEVER }) => {
    const words = toWords(dataset.value);
    const [program, ...rest] = words ?? [];
    if (program !== undefined && program !== '') return [program, ...rest];
    addIssue({ message: COMMAND_MESSAGE });
    return NEVER;
  }),
);

function toWords(value: string | string[]): string[] | null {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (!text.startsWith('[')) return text.split(/\s+/).filter((word) => word !== '');
  try {
    const parsed = v.safeParse(v.array(v.string()), JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** A number that a flag, the environment or the file may give. */
const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(
    v.union(
      [
        v.number(),
        v.pipe(
          v.string(),
          v.trim(),
          v.regex(/^\d{1,9}$/, 'must be a whole number'),
          v.transform(Number),
        ),
      ],
      'must be a whole number',
    ),
    v.integer('must be a whole number'),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(maximum, `must be at most ${maximum}`),
  );

const yesNo = v.pipe(
  v.union(
    [v.boolean(), v.picklist(['true', 'false', '1', '0', 'yes', 'no'])],
    'must be true or false',
  ),
  v.transform((value) => value === true || value === 'true' || value === '1' || value === 'yes'),
);

const path = v.pipe(
  v.string('must be a path'),
  v.minLength(1, 'must not be empty'),
  v.transform((text) =>
    text === '~' || text.startsWith('~/') ? join(homedir(), text.slice(1)) : text,
  ),
);

const hostList = v.pipe(
  v.union(
    [
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((text) => text.split(',')),
      ),
    ],
    'must be names, separated by commas or in a list',
  ),
  v.transform((names) =>
    names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
  ),
);

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

export interface Setting {
  /** Long flag, without dashes. */
  flag: string;
  /** Placeholder of the flag's value in `--help`; null for a switch. */
  value: string | null;
  variable: string;
  help: string;
  schema: v.GenericSchema<unknown, unknown>;
  initial: unknown;
}

/** Every setting, once: its flag, its variable, its key in the file, its check and its default. */
export const SETTINGS = {
  port: {
    flag: 'port',
    value: 'number',
    variable: 'AEGIS_PORT',
    help: 'port to listen on; 0 takes a free one',
    schema: wholeNumber(0, 65_535),
    initial: 9100,
  },
  host: {
    flag: 'host',
    value: 'address',
    variable: 'AEGIS_HOST',
    help: 'address to listen on; any but loopback needs an auth token',
    schema: v.pipe(v.string('must be an address'), v.minLength(1, 'must not be empty')),
    initial: '127.0.0.1',
  },
  allowedHosts: {
    flag: 'allowed-hosts',
    value: 'names',
    variable: 'AEGIS_ALLOWED_HOSTS',
    help: 'further names (comma-separated) that a Host header may carry, for a reverse proxy',
    schema: hostList,
    initial: [],
  },
  stateDir: {
    flag: 'state-dir',
    value: 'path',
    variable: 'AEGIS_STATE_DIR',
    help: 'where Aegis keeps its database',
    schema: path,
    initial: '~/.aegis',
  },
  authToken: {
    flag: 'auth-token',
    value: 'token',
    variable: 'AEGIS_AUTH_TOKEN',
    help: 'bearer token that every request must carry; better set in the environment, where `ps` does not show it',
    schema: v.nullable(
      v.pipe(
        v.string('must be a text'),
        v.minLength(16, 'must have at least 16 characters'),
        v.regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks, as a header carries it'),
      ),
    ),
    initial: null,
  },
  claudeCommand: {
    flag: 'claude-command',
    value: 'command',
    variable: 'AEGIS_CLAUDE_COMMAND',
    help: 'how Claude Code is started: words, or a JSON array',
    schema: commandSchema,
    initial: 'claude',
  },
  tmuxPath: {
    flag: 'tmux-path',
    value: 'path',
    variable: 'AEGIS_TMUX_PATH',
    help: 'the tmux binary',
    schema: path,
    initial: 'tmux',
  },
  logLevel: {
    flag: 'log-level',
    value: 'level',
    variable: 'AEGIS_LOG_LEVEL',
    help: `least level that is logged (to standard error, one JSON object a line): ${LOG_LEVELS.join(', ')}`,
    schema: v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    initial: 'info',
  },
  stallThresholdMs: {
    flag: 'stall-threshold-ms',
    value: 'milliseconds',
    variable: 'AEGIS_STALL_THRESHOLD_MS',
    help: 'milliseconds without a sign of life after which a working session counts as stalled, where it says nothing else',
    schema: wholeNumber(1_000, 86_400_000),
    initial: DEFAULT_STALL_THRESHOLD_MS,
  },
  eventMaxAgeDays: {
    flag: 'event-max-age-days',
    value: 'days',
    variable: 'AEGIS_EVENT_MAX_AGE_DAYS',
    help: 'days that events are kept, and settled prompts with their idempotency keys; 0 keeps them without end',
    schema: wholeNumber(0, 36_500),
    initial: 30,
  },
  eventMaxCount: {
    flag: 'event-max-count',
    value: 'number',
    variable: 'AEGIS_EVENT_MAX_COUNT',
    help: 'how many events are kept, the newest ones; 0 keeps them all',
    schema: wholeNumber(0, 100_000_000),
    initial: 200_000,
  },
  sessionMaxAgeDays: {
    flag: 'session-max-age-days',
    value: 'days',
    variable: 'AEGIS_SESSION_MAX_AGE_DAYS',
    help: 'days that a session is kept in the lists after its end; 0 keeps it without end',
    schema: wholeNumber(0, 36_500),
    initial: 90,
  },
  pricesFile: {
    flag: 'prices-file',
    value: 'path',
    variable: 'AEGIS_PRICES_FILE',
    help: 'JSON file with prices of models (USD per million tokens) beside those that Aegis knows, and before them',
    schema: v.nullable(path),
    initial: null,
  },
  webhookAllow: {
    flag: 'webhook-allow',
    value: 'hosts',
    variable: 'AEGIS_WEBHOOK_ALLOW',
    help: 'private hosts (comma-separated: exact names, addresses, ranges such as 10.1.0.0/16) that webhooks may call',
    schema: v.pipe(
      hostList,
      v.check(
        (hosts) => hosts.every(isWebhookAllowEntry),
        'must be exact names, IP addresses and ranges such as 10.1.0.0/16, separated by commas or in a list',
      ),
    ),
    initial: [],
  },
  killSessions: {
    flag: 'kill-sessions',
    value: null,
    variable: 'AEGIS_KILL_SESSIONS',
    help: 'end every session when the server stops; without it they go on and the next start takes them over',
    schema: yesNo,
    initial: false,
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;
export type Config = { [Key in SettingKey]: v.InferOutput<(typeof SETTINGS)[Key]['schema']> };
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];
