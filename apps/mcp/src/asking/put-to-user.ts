import { AegisError, type Pending, type Session } from '@aegis/protocol';
import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import type { ToolContext } from '../tool.ts';
import type { AskUser } from './ask-user.ts';
import { toAnswers, toForm } from './form.ts';

/**
 * `gone`: the dialog was answered elsewhere, or is another one now: nothing was answered. `cancelled`, `timed_out`: the user
 * did not decide, and the dialog is still open.
 */
export const ASKED_OUTCOMES = [
  'approved',
  'rejected',
  'answered',
  'cancelled',
  'timed_out',
  'gone',
] as const;

export interface Asked {
  outcome: (typeof ASKED_OUTCOMES)[number];
  requestId: string;
  /** The row or decision that was taken; null where nothing was answered. */
  chosen: string | null;
}

/** What the user was shown of a dialog; once it differs, their answer is not for it. */
function fingerprint({
  id,
  kind,
  title,
  toolName,
  toolInput,
  options,
  questions,
}: Pending): string {
  const rows = options.map(({ label, role }) => [label, role]);
  return JSON.stringify([id, kind, title, toolName, toolInput, rows, questions]);
}

class DialogGone extends Error {}
class TimeOver extends Error {}

interface Wait {
  context: ToolContext;
  sessionId: string;
  shown: string;
  timeoutMs: number;
}

/** A signal that is aborted with the call, when the dialog is no longer the one that was shown, and when the time is over. */
function untilItChanges({ context, sessionId, shown, timeoutMs }: Wait) {
  const over = new AbortController();
  const onAbort = () => over.abort(context.signal.reason);
  context.signal.addEventListener('abort', onAbort, { once: true });
  if (context.signal.aborted) onAbort();
  const timer = setTimeout(() => over.abort(new TimeOver('The user did not answer.')), timeoutMs);
  const gone = () => over.abort(new DialogGone('The dialog is gone.'));
  const stop = context.events.listen({
    onEvent(event) {
      if (event.sessionId !== sessionId) return;
      if (event.type === 'pending-closed' || event.type === 'session-exited') gone();
      const isOther =
        (event.type === 'pending-opened' || event.type === 'pending-changed') &&
        fingerprint(event.data.pending) !== shown;
      if (isOther) gone();
    },
  });
  return {
    signal: over.signal,
    end() {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', onAbort);
      stop();
    },
  };
}

async function decide(
  { sessionId, pending, result }: { sessionId: string; pending: Pending; result: ElicitResult },
  { client, signal }: ToolContext,
): Promise<Asked> {
  const requestId = pending.id;
  if (result.action === 'cancel') return { outcome: 'cancelled', requestId, chosen: null };
  if (result.action === 'decline') {
    const { chosen } = await client.reject(sessionId, { requestId }, { signal });
    return { outcome: 'rejected', requestId, chosen };
  }
  if (pending.kind !== 'question') {
    const { chosen } = await client.approve(sessionId, { requestId, scope: 'once' }, { signal });
    return { outcome: 'approved', requestId, chosen };
  }
  const answers = toAnswers(pending, result.content);
  if (answers === null) return { outcome: 'cancelled', requestId, chosen: null };
  const { chosen } = await client.answer(sessionId, { answers, requestId }, { signal });
  return { outcome: 'answered', requestId, chosen };
}

interface Request {
  session: Session & { pending: Pending };
  timeoutMs: number;
}

/** Puts what a session waits on to the user, and carries their answer out on that very dialog, or on none. */
export async function putToUser(
  { session, timeoutMs }: Request,
  context: ToolContext & { askUser: AskUser },
): Promise<Asked> {
  const { id: sessionId, pending } = session;
  const requestId = pending.id;
  const gone: Asked = { outcome: 'gone', requestId, chosen: null };
  const shown = fingerprint(pending);
  const wait = untilItChanges({ context, sessionId, shown, timeoutMs });
  const isStill = async () => {
    const now = await context.client.getSession(sessionId, {}, { signal: context.signal });
    return now.pending !== null && fingerprint(now.pending) === shown;
  };
  try {
    await context.events.openedOrNot();
    // From here on a change is told; one before that has to be looked for.
    if (!(await isStill())) return gone;
    const form = toForm(session, pending);
    // The client's own limit is not to be what ends it.
    const options = { signal: wait.signal, timeoutMs: timeoutMs + 5_000 };
    const result = await context.askUser(form, options);
    wait.end();
    // An event may be on its way: what counts is what the session asks now.
    if (!(await isStill())) return gone;
    return await decide({ sessionId, pending, result }, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (wait.signal.reason instanceof DialogGone) return gone;
    if (wait.signal.reason instanceof TimeOver) {
      return { outcome: 'timed_out', requestId, chosen: null };
    }
    const isGone = AegisError.is(error) && ['dialog_gone', 'nothing_pending'].includes(error.code);
    if (isGone) return gone;
    throw error;
  } finally {
    wait.end();
  }
}
