import {
  EVENT_TYPES,
  MESSAGE_ROLES,
  PERMISSION_MODES,
  PIPELINE_STATUSES,
  RECOVERY_RUNGS,
  SCOPES,
  SESSION_STATUSES,
  WHEN_BUSY,
} from '@aegis/protocol';

/** What a server is asked for while a command line is typed. */
export const LIVE_SOURCES = ['sessions', 'templates', 'pipelines', 'keys'] as const;
export type LiveSource = (typeof LIVE_SOURCES)[number];

/** Where the words come from that can stand at a place of the command line. */
export type ValueSource =
  | { kind: 'live'; source: LiveSource }
  | { kind: 'words'; words: readonly string[] }
  | { kind: 'files' }
  | { kind: 'directories' }
  /** Anything, of which nothing is known. */
  | { kind: 'none' };

const live = (source: LiveSource): ValueSource => ({ kind: 'live', source });
const words = (list: readonly string[]): ValueSource => ({ kind: 'words', words: list });

/** By the name that an operand or an option's value has in the help. */
const SOURCES: ReadonlyMap<string, ValueSource> = new Map([
  ['session', live('sessions')],
  ['sessions', live('sessions')],
  ['template', live('templates')],
  ['templates', live('templates')],
  ['pipeline', live('pipelines')],
  ['pipelines', live('pipelines')],
  ['key', live('keys')],
  ['keys', live('keys')],
  ['file', { kind: 'files' }],
  ['files', { kind: 'files' }],
  ['path', { kind: 'files' }],
  ['directory', { kind: 'directories' }],
  ['mode', words(PERMISSION_MODES)],
  ['role', words(MESSAGE_ROLES)],
  ['statuses', words(SESSION_STATUSES)],
  ['status', words(PIPELINE_STATUSES)],
  ['how', words(WHEN_BUSY)],
  ['types', words(EVENT_TYPES)],
  ['scopes', words(SCOPES)],
  ['steps', words(RECOVERY_RUNGS)],
  ['shell', words(['bash', 'zsh', 'fish'])],
  ['where', words(['user', 'project', 'local'])],
]);

export function sourceOf(name: string): ValueSource {
  return SOURCES.get(name) ?? { kind: 'none' };
}
