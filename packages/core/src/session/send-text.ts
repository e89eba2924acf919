import {
  AegisError,
  toTimestamp,
  type Pending,
  type SendBody,
  type SendResult,
} from '@aegis/protocol';
import type { OutboxRow } from '@aegis/store';
import { answer } from '../answer/answerer.ts';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { kindOf, type RowKind } from '../delivery/row-kind.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagedSession } from './managed-session.ts';
import { interrupt } from './press-escape.ts';

/** Milliseconds that a prompt's delivery is waited for, beside what typing it takes. */
const DELIVERY_TIMEOUT_MS = 12_000;
/** Typing takes about 90 ms for each 1,000 characters (measured: 100 kB in 8.9 s); this is three times that. */
const TYPING_MS_PER_CHARACTER = 0.3;

/**
 * Send a prompt. An open question is answered with it; any other dialog refuses it.
 * @throws AegisError `session_exited`, `dialog_open`, `session_busy`, `draft_in_box`, and what the text check throws
 */
export async function sendText(
  session: ManagedSession,
  body: SendBody,
  clock: Clock,
): Promise<SendResult> {
  checkPrompt(body.text, 'text');
  if (session.hasEnded) throw session.exitedError();
  const known = knownRow(session, 'prompt', body.idempotencyKey);
  if (known !== null) return outcomeOf(session, known);
  const { pending } = session.record;
  if (pending !== null) return answerWith(session, pending, body, clock);
  if (session.record.status === 'working') {
    if (body.whenBusy === 'reject') throw busy(session);
  }
  refuseForeignDraft(session);
  const row = session.outbox.add(body.text, body.idempotencyKey ?? null, 'queued');
  // Behind the row: a turn is not stopped for a prompt that cannot be stored.
  if (session.record.status === 'working' && body.whenBusy === 'interrupt')
    await interrupt(session);
  return outcomeOf(session, row);
}

/**
 * What was added with this key before; null where nothing was.
 * @throws AegisError `invalid_request` for a key of something else
 */
export function knownRow(
  session: ManagedSession,
  kind: RowKind,
  idempotencyKey: string | undefined,
): OutboxRow | null {
  const row = idempotencyKey === undefined ? null : session.outbox.withKey(idempotencyKey);
  if (row === null || kindOf(row) === kind) return row;
  throw new AegisError(
    'invalid_request',
    `\`idempotencyKey\` was given to a ${kindOf(row)} of session ${session.id}, and this is a ${kind}. Take another key for it.`,
    { details: { messageId: row.id } },
  );
}

/** Types it as soon as that can be, and says what is known of it once it is delivered, or cannot be at once. */
export async function outcomeOf(
  session: ManagedSession,
  { id, text }: OutboxRow,
): Promise<SendResult> {
  session.outbox.pump();
  const timeoutMs = DELIVERY_TIMEOUT_MS + text.length * TYPING_MS_PER_CHARACTER;
  const mustWait = () => session.outbox.isQueued(id) && !session.box.canTypeSoon();
  const delivery = await session.outbox.outcome(id, timeoutMs, mustWait);
  return { ok: delivery.verdict !== 'failed', ...delivery, messageId: id };
}

async function answerWith(
  session: ManagedSession,
  pending: Pending,
  body: SendBody,
  clock: Clock,
): Promise<SendResult> {
  const [question, ...others] = pending.questions;
  if (pending.kind !== 'question' || question === undefined || others.length > 0) {
    throw dialogOpen(session, pending);
  }
  const { via } = await answer(session, {
    answers: { [question.question]: body.text },
    requestId: pending.id,
  });
  return {
    ok: true,
    delivered: true,
    attempts: 1,
    verdict: 'delivered',
    evidence: { source: via, rule: 'answer.question', at: toTimestamp(clock.now()) },
    messageId: pending.id,
  };
}

export function dialogOpen(session: ManagedSession, pending: Pending): AegisError {
  const next =
    pending.kind === 'question'
      ? 'Answer all its questions with /answer.'
      : 'Use /approve or /reject first (or /escape).';
  return new AegisError(
    'dialog_open',
    `Session ${session.id} waits on "${pending.title}", so nothing was sent: typed text would answer it. ${next}`,
    { details: { pending } },
  );
}

function busy(session: ManagedSession): AegisError {
  return new AegisError(
    'session_busy',
    `Session ${session.id} is working, and \`whenBusy\` is "reject". Wait until it is idle, or send with "queue" or "interrupt".`,
    { details: { status: session.record.status } },
  );
}

/** @throws AegisError `draft_in_box` */
export function refuseForeignDraft(session: ManagedSession): void {
  const draft = session.box.foreignDraft();
  if (draft === null) return;
  throw new AegisError(
    'draft_in_box',
    `Somebody has typed a draft into the box of session ${session.id}. It was left alone and nothing was sent. Submit or clear it in the terminal (\`aegis attach\`), then send again.`,
    { details: { draft } },
  );
}
