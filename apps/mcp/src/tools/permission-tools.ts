import {
  answerBodySchema,
  answerResultSchema,
  approveBodySchema,
  effectResultSchema,
  rejectBodySchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { defineTool, type Tool, type ToolContext } from '../tool.ts';
import { REQUEST_ID, SESSION_ID, sessionIdInput } from './inputs.ts';

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

export const permissionTools: readonly Tool[] = [
  approvePermission,
  rejectPermission,
  answerQuestion,
  escapeSession,
  interruptSession,
];
