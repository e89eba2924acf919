import {
  createSessionBodySchema,
  okSchema,
  sessionAnswerSchema,
  sessionHealthSchema,
  sessionListSchema,
  sessionSchema,
  type SessionHealth,
} from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { aboutNewSessions, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool, type ToolContext } from '../tool.ts';
import {
  CREATE_PARAMETERS,
  SESSION_ID,
  SPELLED_ELSEWHERE,
  sessionIdInput,
  statusesInput,
  toStatuses,
  wholeNumber,
} from './inputs.ts';

const createSession = defineTool({
  name: 'create_session',
  title: 'Create session',
  description:
    'Start an interactive Claude Code session in a directory, with a first prompt if given. Answers with the session once the prompt is proven delivered or a dialog stands in the way: look at `status`, `pending` and `promptDelivery.verdict` (`delivered`, `queued`, `unconfirmed`, `failed`). In a directory that Claude Code has not seen before, the first thing is a trust dialog (`permission_prompt`, pending.kind `trust`): approve it with approve_permission, and the prompt goes on. Then use wait_for_status.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: createSessionBodySchema,
  parameters: CREATE_PARAMETERS,
  spelledElsewhere: SPELLED_ELSEWHERE,
  output: sessionSchema,
  run: async (input, context) => {
    const isMeant = (session: { workDir: string; name: string }) =>
      session.workDir === input.workDir &&
      (input.name === undefined || session.name === input.name);
    const { client, signal, shown, own } = context;
    const told = aboutNewSessions(isMeant, 'Claude Code is being started');
    const session = await withProgress(context, told, () =>
      client.createSession(input, { signal }),
    );
    shown.note(session);
    own.add(session);
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
    'One session, what it is doing and what it waits on. By `status`: `starting` and `working`: wait (wait_for_status). `idle`: the turn is over; `lastTurn.outcome` says whether it was completed. `permission_prompt` and `bash_approval`: read `pending` (title, toolName, toolInput, options), then approve_permission or reject_permission. `plan_mode`: read the plan with get_transcript or capture_pane, then approve_permission, or reject_permission with feedback. `ask_question`: answer_question. `unknown`: capture_pane. `exited`: Claude Code has ended. `stall` is set when a working session has shown no change for long: send_message a nudge, or interrupt_session. `health` says whether it is alive and well, with hints.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput, explain: v.optional(v.boolean(), false) }),
  parameters: {
    sessionId: SESSION_ID,
    explain:
      'Also say how the status is known: the screen with the rules tried on it, what each source says, which was believed. Long; for when a status looks wrong.',
  },
  output: v.object({ ...sessionAnswerSchema.entries, health: v.optional(sessionHealthSchema) }),
  run: async ({ sessionId, explain }, context) => {
    const { client, signal, shown } = context;
    const query = explain ? { explain } : {};
    const [session, health] = await Promise.all([
      client.getSession(sessionId, query, { signal }),
      healthOf(sessionId, context),
    ]);
    shown.note(session);
    return health === null ? session : { ...session, health };
  },
  advice: (answer) => {
    const advice = adviceOnSession(answer);
    if (advice !== null || answer.health === undefined || answer.health.healthy) return advice;
    return answer.health.hints.map(({ message }) => message).join(' ');
  },
});

/** Null where the server does not tell it: what the session says of itself is answered all the same. */
async function healthOf(
  sessionId: string,
  { client, signal }: ToolContext,
): Promise<SessionHealth | null> {
  try {
    return await client.sessionHealth(sessionId, { signal });
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

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
