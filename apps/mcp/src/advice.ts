import type { Pending, Session } from '@aegis/protocol';

function rows(pending: Pending): string {
  return pending.options.map(({ label }, index) => `${index + 1}. ${label}`).join('; ');
}

function adviceOnPending(sessionId: string, pending: Pending): string {
  const ids = `sessionId "${sessionId}" and requestId "${pending.id}"`;
  if (pending.kind === 'question') {
    const asked = pending.questions.map(({ question }) => JSON.stringify(question)).join(', ');
    return `The session asks ${asked === '' ? 'a question' : asked}. Call answer_question with ${ids}, or send_message with the answer as text.`;
  }
  const choices = rows(pending);
  const shown = choices === '' ? '' : ` Rows: ${choices}.`;
  return `The session waits for a decision on "${pending.title}". Look at pending.toolInput, then call approve_permission or reject_permission with ${ids}.${shown}`;
}

/** What a session's state calls for, in a sentence for the model; null where it calls for nothing. */
export function adviceOnSession(session: Session): string | null {
  if (session.pending) return adviceOnPending(session.id, session.pending);
  if (session.status === 'unknown') {
    return 'The screen is not understood. Look at it with capture_pane; escape_session closes a dialog that nobody needs.';
  }
  if (session.status === 'exited')
    return 'Claude Code has ended; exit says how. Its transcript can still be read.';
  if (session.status !== 'idle' || !session.lastTurn) return null;
  const { outcome, error } = session.lastTurn;
  if (outcome === 'completed') return null;
  const why = error === null ? '' : ` (${error})`;
  return `The session is idle, and its last turn was not completed: ${outcome}${why}. Do not take it for done.`;
}
