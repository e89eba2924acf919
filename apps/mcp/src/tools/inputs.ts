import { sessionIdSchema, sessionStatusSchema } from '@aegis/protocol';
import * as v from 'valibot';

export const sessionIdInput = v.message(
  sessionIdSchema,
  'must be a session id (`ses_` and 20 characters) as create_session and list_sessions give it',
);

export const SESSION_ID = 'The session: `id` as create_session and list_sessions give it.';
export const REQUEST_ID =
  "The dialog that is meant: the session's `pending.id`. Without it the one is meant that was shown to you last. If the dialog is gone, the call fails and nothing is answered.";

/** Milliseconds that a call waits unless told: below the 60 s after which many MCP clients give a call up. */
export const DEFAULT_WAIT_MS = 50_000;

/** One status or several. */
export const statusesInput = v.union([
  sessionStatusSchema,
  v.pipe(v.array(sessionStatusSchema), v.minLength(1)),
]);

export function toStatuses(
  input: v.InferOutput<typeof statusesInput>,
): v.InferOutput<typeof sessionStatusSchema>[] {
  return typeof input === 'string' ? [input] : input;
}

export const wholeNumber = (minimum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum));

/** What each parameter of a new session means. */
export const CREATE_PARAMETERS = {
  workDir: 'Absolute path of an existing directory to work in.',
  name: 'A name for people, one line.',
  prompt: 'The first prompt. Plain text; newlines are fine, other control characters are not.',
  permissionMode:
    'What Claude may do unasked; `default` asks for edits and commands. `bypassPermissions` asks for nothing.',
  model: 'Model name or alias for Claude Code.',
  env: 'Environment variables for the session, by name.',
  claudeArgs: 'More command-line arguments for Claude Code.',
  resumeSessionId: "A Claude Code session's own id (a UUID), to go on with that conversation.",
  forkSession: 'With resumeSessionId: go on in a copy of the conversation.',
  parentId: 'The Aegis session that this one works for.',
  tags: 'Words to find the session by.',
  runtime: 'What hosts the session; `tmux` (default) is the one that there is.',
  worktree: 'Work in a git worktree of its own: `true`, or `branch`, `base`, `keep`.',
  templateId: 'Start from this template; see list_templates.',
  variables: "Values for the template's variables, by name.",
  memoryKeys: 'Entries of the shared state to put before the prompt.',
  stallThresholdMs: 'Milliseconds of silence after which it counts as stalled; default 300 000.',
  policy: 'Rules that decide requests without asking anybody, as set_policy takes them.',
  recovery:
    'What is done when it stalls, as set_recovery takes it; default: it is told, and nothing is done.',
  wait: '`false`: answer as soon as Claude Code is started.',
} as const;

/** Parts of a session's options that set_policy and set_recovery spell out. */
export const SPELLED_ELSEWHERE = ['policy', 'recovery'] as const;
