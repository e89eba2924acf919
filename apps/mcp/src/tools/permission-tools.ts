import {
  AegisError,
  answerBodySchema,
  answerResultSchema,
  approveBodySchema,
  effectResultSchema,
  rejectBodySchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { ASKED_OUTCOMES, putToUser } from '../asking/put-to-user.ts';
import { withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool, type ToolContext } from '../tool.ts';
import { REQUEST_ID, SESSION_ID, sessionIdInput } from './inputs.ts';

/** Milliseconds that a user gets to answer, and the most. */
const DEFAULT_ASK_MS = 300_000;
const MAX_ASK_MS = 3_600_000;

interface Named {
  sessionId: string;
  requestId?: string | undefined;
}

/** The dialog that an answer is for: the one named, else the one shown last, else the one that is open now. */
async function nameDialog(
  { sessionId, requestId }: Named,
  { client, signal, shown }: ToolContext,
): Promise<{ requestId?: string }> {
  const known = requestId ?? shown.get(sessionId);
  if (known !== null) return { requestId: known };
  const { pending } = await client.getSession(sessionId, {}, { signal });
  // With nothing open the server is still asked: its refusal says what the session does instead.
  return pending ? { requestId: pending.id } : {};
}

const approvePermission = defineTool({
  name: 'approve_permission',
  title: 'Approve permission',
  description:
    'Approve what a session waits on: trusting its directory, a tool, a command, a plan. Look first at `pending` of get_status: approving lets Claude do exactly that. Takes the plain accept row; never a row that widens permissions unless `scope` or `option` says so. Not for questions: use answer_question. Fails with `nothing_pending` where nothing waits, and with `dialog_gone` where the dialog was answered meanwhile: then call get_status again.',
  effect: 'destroys',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput, ...approveBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    option: 'Another row of the dialog: its label as in `pending.options`, or its number from 1.',
    scope: '`once` (default), or `always`: the row that allows the like from now on.',
    requestId: REQUEST_ID,
  },
  output: answerResultSchema,
  run: async ({ sessionId, requestId, ...body }, context) => {
    const named = await nameDialog({ sessionId, requestId }, context);
    const { client, signal, shown } = context;
    const answer = await client.approve(sessionId, { ...body, ...named }, { signal });
    shown.forget(sessionId);
    return answer;
  },
});

const rejectPermission = defineTool({
  name: 'reject_permission',
  title: 'Reject permission',
  description:
    'Reject what a session waits on, with feedback that Claude reads where the dialog takes it. Reject a command that you would not run yourself. Fails with `nothing_pending` or `dialog_gone` as approve_permission does.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput, ...rejectBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    feedback: 'What Claude should do differently.',
    requestId: REQUEST_ID,
  },
  output: answerResultSchema,
  run: async ({ sessionId, requestId, ...body }, context) => {
    const named = await nameDialog({ sessionId, requestId }, context);
    const { client, signal, shown } = context;
    const answer = await client.reject(sessionId, { ...body, ...named }, { signal });
    shown.forget(sessionId);
    return answer;
  },
});

const answerQuestion = defineTool({
  name: 'answer_question',
  title: 'Answer question',
  description:
    'Answer the questions that a session asks (status `ask_question`). `pending.questions` of get_status holds each question, its options and whether several may be chosen. Answer all of them in one call.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput, ...answerBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    answers:
      'By question, its text exactly as in `pending.questions`: the label of an option, a list of labels where several may be chosen, or text of your own.',
    requestId: REQUEST_ID,
  },
  output: answerResultSchema,
  run: async ({ sessionId, requestId, ...body }, context) => {
    const named = await nameDialog({ sessionId, requestId }, context);
    const { client, signal, shown } = context;
    const answer = await client.answer(sessionId, { ...body, ...named }, { signal });
    shown.forget(sessionId);
    return answer;
  },
});

const escapeSession = defineTool({
  name: 'escape_session',
  title: 'Press Escape',
  description:
    'Press Escape in a session and see its effect: it closes a dialog (which declines it) or stops a turn. Answers with the status after it.',
  effect: 'destroys',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: effectResultSchema,
  run: ({ sessionId }, { client, signal }) => client.escape(sessionId, { signal }),
});

const interruptSession = defineTool({
  name: 'interrupt_session',
  title: 'Interrupt session',
  description:
    'Stop the turn that a session is running, and see it stopped. The session lives on and takes the next message.',
  effect: 'destroys',
  idempotent: true,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: effectResultSchema,
  run: ({ sessionId }, { client, signal }) => client.interrupt(sessionId, { signal }),
});

const askUserToApprove = defineTool({
  name: 'ask_user_to_approve',
  title: 'Ask the user',
  description:
    'Put what a session waits on to your own user, who sees exactly what would run and accepts, declines or leaves it; their answer is carried out on that very dialog. For what you should not decide yourself: commands that delete, spend, publish or reach outside, plans, questions about what is wanted. `outcome`: `approved`, `rejected`, `answered`; `cancelled` and `timed_out`: undecided, the dialog is still open; `gone`: it was answered elsewhere or has changed, and nothing was answered: call get_status.',
  effect: 'destroys',
  idempotent: false,
  reachesClaude: true,
  needs: 'elicitation',
  input: v.strictObject({
    sessionId: sessionIdInput,
    requestId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
    timeoutMs: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(MAX_ASK_MS)),
      DEFAULT_ASK_MS,
    ),
  }),
  parameters: {
    sessionId: SESSION_ID,
    requestId: REQUEST_ID,
    timeoutMs: 'Milliseconds that your user gets; default 300 000.',
  },
  output: v.object({
    outcome: v.picklist(ASKED_OUTCOMES),
    requestId: v.string(),
    chosen: v.nullable(v.string()),
  }),
  run: async ({ sessionId, requestId, timeoutMs }, context) => {
    const { client, signal, shown, askUser } = context;
    if (askUser === null) throw cannotAsk();
    const session = await client.getSession(sessionId, {}, { signal });
    const { pending } = session;
    if (pending === null) throw nothingPending(sessionId, session.status);
    const meant = requestId ?? shown.get(sessionId) ?? pending.id;
    if (meant !== pending.id) return { outcome: 'gone' as const, requestId: meant, chosen: null };
    const told = { begin: 'The user is being asked', onEvent: () => null };
    const request = { session: { ...session, pending }, timeoutMs };
    const asked = await withProgress(context, told, () =>
      putToUser(request, { ...context, askUser }),
    );
    const isOpen = asked.outcome === 'cancelled' || asked.outcome === 'timed_out';
    if (!isOpen) shown.forget(sessionId);
    return asked;
  },
  advice: ({ outcome }) =>
    outcome === 'gone'
      ? 'Nothing was answered. Call get_status to see what the session waits on now.'
      : null,
});

function cannotAsk(): AegisError {
  return new AegisError(
    'not_supported',
    'Your MCP client cannot put a question to its user (it declares no form elicitation). Show them `pending` of get_status yourself, then call approve_permission or reject_permission with its id as requestId.',
  );
}

function nothingPending(sessionId: string, status: string): AegisError {
  return new AegisError(
    'nothing_pending',
    `Session ${sessionId} waits on nothing (it is ${status}), so there is nothing to ask about. Call wait_for_status.`,
    { details: { status } },
  );
}

export const permissionTools: readonly Tool[] = [
  approvePermission,
  rejectPermission,
  answerQuestion,
  askUserToApprove,
  escapeSession,
  interruptSession,
];
