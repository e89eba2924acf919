import {
  createSessionBodySchema,
  okSchema,
  sessionAnswerSchema,
  sessionListSchema,
  sessionSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { defineTool, type Tool } from '../tool.ts';
import { SESSION_ID, sessionIdInput, statusesInput, toStatuses, wholeNumber } from './inputs.ts';

const createSession = defineTool({
  name: 'create_session',
  title: 'Create session',
  description:
    'Start an interactive Claude Code session in a directory, with a first prompt if given. Answers with the session once the prompt is proven delivered or a dialog stands in the way: look at `status`, `pending` and `promptDelivery.verdict` (`delivered`, `queued`, `unconfirmed`, `failed`). In a directory that Claude Code has not seen before, the first thing is a trust dialog (`permission_prompt`, pending.kind `trust`): approve it with approve_permission, and the prompt goes on. Then use wait_for_status.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: createSessionBodySchema,
  parameters: {
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
    templateId: 'Start from this template.',
    variables: "Values for the template's variables, by name.",
    memoryKeys: 'Entries of the shared state to put before the prompt.',
    stallThresholdMs: 'Milliseconds of silence after which it counts as stalled; default 300 000.',
    policy:
      'Rules that decide requests without asking anybody, first match wins; where none matches, somebody is asked.',
    recovery: 'What is done when it stalls; default: it is told, and nothing is done.',
    wait: '`false`: answer as soon as Claude Code is started.',
  },
  output: sessionSchema,
  run: async (input, { client, signal, shown }) => {
    const session = await client.createSession(input, { signal });
    shown.note(session);
    return session;
  },
  advice: adviceOnSession,
});

const listSessions = defineTool({
  name: 'list_sessions',
  title: 'List sessions',
  description: 'List sessions, newest first, all or by status, directory or tag.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({
    status: v.optional(statusesInput),
    workDir: v.optional(v.string()),
    tag: v.optional(v.string()),
    parentId: v.optional(v.string()),
    limit: v.optional(wholeNumber(1)),
    cursor: v.optional(v.string()),
  }),
  parameters: {
    status: 'Only sessions in this status, or in one of these.',
    workDir: 'Only sessions of this directory.',
    tag: 'Only sessions with this tag.',
    parentId: 'Only sessions that work for this one.',
    limit: 'How many at most.',
    cursor: "`nextCursor` of the answer before, for the sessions after that answer's.",
  },
  output: sessionListSchema,
  run: async ({ status, ...rest }, { client, signal, shown }) => {
    const query = status === undefined ? rest : { ...rest, status: toStatuses(status) };
    const list = await client.listSessions(query, { signal });
    for (const session of list.sessions) shown.note(session);
    return list;
  },
});

const getStatus = defineTool({
  name: 'get_status',
  title: 'Get status',
  description:
    'One session: what it is doing and what it waits on. By `status`: `starting` and `working`: wait (wait_for_status). `idle`: the turn is over; `lastTurn.outcome` says whether it was completed. `permission_prompt` and `bash_approval`: read `pending` (title, toolName, toolInput, options), then approve_permission or reject_permission. `plan_mode`: read the plan with get_transcript or capture_pane, then approve_permission, or reject_permission with feedback. `ask_question`: answer_question. `unknown`: capture_pane. `exited`: Claude Code has ended. `stall` is set when a working session has shown no change for long: send_message a nudge, or interrupt_session.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput, explain: v.optional(v.boolean(), false) }),
  parameters: {
    sessionId: SESSION_ID,
    explain:
      'Also say how the status is known: the screen with the rules tried on it, what each source says, which was believed. Long; for when a status looks wrong.',
  },
  output: sessionAnswerSchema,
  run: async ({ sessionId, explain }, { client, signal, shown }) => {
    const query = explain ? { explain } : {};
    const session = await client.getSession(sessionId, query, { signal });
    shown.note(session);
    return session;
  },
  advice: adviceOnSession,
});

const killSession = defineTool({
  name: 'kill_session',
  title: 'Kill session',
  description:
    'End a session and every process that it started. Its transcript stays. Do this when the work is done and read: an idle session goes on holding memory. Again is fine.',
  effect: 'destroys',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: okSchema,
  run: async ({ sessionId }, { client, signal, shown }) => {
    const answer = await client.killSession(sessionId, { signal });
    shown.forget(sessionId);
    return answer;
  },
});

export const sessionTools: readonly Tool[] = [createSession, listSessions, getStatus, killSession];
