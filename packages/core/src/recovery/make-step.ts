import { AegisError, type RecoveryRung } from '@aegis/protocol';
import { asReceived, boxShows } from '../delivery/typing-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { interrupt } from '../session/press-escape.ts';
import { refuseForeignDraft, sendText } from '../session/send-text.ts';
import type { Pivots } from './pivots.ts';
import { firstPrompt, lastPrompt, NUDGE_KEY } from './last-prompt.ts';
import type { StepResult } from './ladder.ts';

/** Milliseconds that a turn that was stopped has to say how it ended, and to draw what it leaves. */
const TURN_END_MS = 2_000;

const DEFAULT_NUDGE = "Continue. What's blocking you?";

export interface StepTools {
  clock: Clock;
  pivots: Pick<Pivots, 'pivot'>;
}

/** Errors that say that it was no moment for it. */
const NO_MOMENT = new Set(['session_exited', 'dialog_open', 'draft_in_box', 'not_in_foreground']);

/** Makes one step. Never throws. */
export async function makeStep(
  session: ManagedSession,
  { rung, key }: { rung: RecoveryRung; key: string },
  tools: StepTools,
): Promise<StepResult> {
  try {
    return await make(session, { rung, key }, tools);
  } catch (error) {
    const code = AegisError.is(error) ? error.code : null;
    if (code === 'shutting_down') return null;
    const outcome = code !== null && NO_MOMENT.has(code) ? 'skipped' : 'failed';
    const detail = error instanceof Error ? error.message : String(error);
    return { outcome, detail, replacedBy: null };
  }
}

async function make(
  session: ManagedSession,
  { rung, key }: { rung: RecoveryRung; key: string },
  { clock, pivots }: StepTools,
): Promise<StepResult> {
  const send = (text: string, prefix: string) =>
    sendNow(session, { text, idempotencyKey: `${prefix}${key}` }, clock);
  switch (rung.rung) {
    case 'nudge': {
      const text = rung.text ?? DEFAULT_NUDGE;
      const prompt = await lastPrompt(session);
      const takenBack = await stopTurn(session);
      const again =
        takenBack !== null && prompt !== null && boxShows(takenBack, asReceived(prompt));
      return send(again ? `${prompt}\n\n${text}` : text, NUDGE_KEY);
    }
    case 'interrupt': {
      const prompt = await lastPrompt(session);
      if (prompt === null) return skipped('No prompt is known that could be sent again.');
      await stopTurn(session);
      return send(prompt, 'aegis.again.');
    }
    case 'refine':
      await stopTurn(session);
      return send(rung.text, 'aegis.refine.');
    case 'pivot': {
      if (session.record.adopted !== null) {
        return skipped('A person started it: it is theirs to end.');
      }
      const prompt = rung.prompt ?? (await firstPrompt(session));
      if (prompt === null)
        return skipped('No prompt is known that another session could begin with.');
      return { outcome: 'done', detail: null, replacedBy: await pivots.pivot(session, prompt) };
    }
    case 'escalate':
      return { outcome: 'done', detail: rung.reason ?? null, replacedBy: null };
  }
}

function skipped(detail: string): StepResult {
  return { outcome: 'skipped', detail, replacedBy: null };
}

/**
 * What is typed into a turn that hangs is queued until that ends, which is never: so the turn is stopped. A prompt to which
 * nothing was said is then back in the box, and in the conversation no more.
 * @returns what stands in the box; null: nothing
 */
async function stopTurn(session: ManagedSession): Promise<string | null> {
  refuseForeignDraft(session);
  await interrupt(session);
  const { state } = session;
  await state.waiters.until(() => (state.isTurnOver ? true : null), { timeoutMs: TURN_END_MS });
  return session.handle.reading()?.composer?.text ?? null;
}

/** What cannot be sent at once is not sent later either, into work that has gone on. */
async function sendNow(
  session: ManagedSession,
  prompt: { text: string; idempotencyKey: string },
  clock: Clock,
): Promise<StepResult> {
  const sent = await sendText(session, prompt, clock);
  if (sent.verdict === 'delivered') return { outcome: 'done', detail: null, replacedBy: null };
  session.outbox.withdraw(sent.messageId);
  const detail =
    sent.verdict === 'queued'
      ? 'The turn did not stop, or another prompt went first: nothing was sent.'
      : `The turn was stopped; whether the prompt arrived is not known (${sent.verdict}).`;
  return { outcome: 'failed', detail, replacedBy: null };
}
