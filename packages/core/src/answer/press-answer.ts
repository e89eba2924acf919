import { AegisError, type Pending } from '@aegis/protocol';
import {
  isMet,
  questionTarget,
  sameDialog,
  stepTowards,
  type Dialog,
  type DialogTarget,
  type KeyStepPlan,
} from '@aegis/status';
import { sleep } from '../ports/clock.ts';
import type { KeyPress } from '../ports/runtime.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { AnswerPlan } from './plan-answer.ts';

/** Claude Code silently drops keys in the first 100 to 150 ms of a dialog (measured on 2.1.330); this is twice that. */
const DEAF_MS = 300;
/** Milliseconds for a row or a text to show before the step is planned afresh: such a key may be pressed again. */
const MOVE_TIMEOUT_MS = 600;
/** Milliseconds for Enter to close a dialog, or turn its page, before it is pressed again. */
const CLOSE_TIMEOUT_MS = 2_500;
/** Keys that may be lost (Claude Code drops those that come right after a dialog is drawn) before it is given up. */
const MAX_LOST = 6;
/** Steps that no dialog of ours comes near: a guard against going round in a circle. */
const MAX_STEPS = 200;

type ScreenPlan = Extract<AnswerPlan, { via: 'screen' }>;

/**
 * Answer a dialog through the screen, a step at a time: read it, press, see the effect. Nothing is pressed into a dialog
 * that is not the one that was answered.
 * @throws AegisError `dialog_gone`, `option_not_found`, `feedback_not_possible`, `effect_not_seen`
 */
export async function pressAnswer(
  session: ManagedSession,
  plan: ScreenPlan,
  pending: Pending,
): Promise<void> {
  await untilKeysCount(session, pending);
  await session.handle.verifyScreen();
  const first = shownDialog(session);
  const isCurrent = session.state.tracked?.pending.id === pending.id;
  if (first === null || !isCurrent) throw dialogGone(pending);
  let lost = 0;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const dialog = shownDialog(session);
    if (session.hasEnded && !endsOnPurpose(plan, pending)) throw session.exitedError();
    if (dialog === null || !belongsTo(plan, first, dialog)) return;
    const step = stepTowards(dialog, targetOf(plan, dialog, pending));
    if (step.type === 'blocked') throw blocked(plan, pending, step.reason);
    await session.handle.press(keysOf(step));
    const seen = await session.state.waiters.until(
      () => (isMet(step.expect, dialog, shownDialog(session)) ? true : null),
      { timeoutMs: step.expect.type === 'gone' ? CLOSE_TIMEOUT_MS : MOVE_TIMEOUT_MS },
    );
    if (seen === null) lost += 1;
    if (lost > MAX_LOST) break;
  }
  throw new AegisError(
    'effect_not_seen',
    `The keys that answer "${pending.title}" had no effect. Look at the pane, and answer it again or in the terminal.`,
    { details: { pendingId: pending.id } },
  );
}

/** Waits until the dialog has been up long enough to take keys. */
async function untilKeysCount(session: ManagedSession, pending: Pending): Promise<void> {
  const { clock } = session;
  const age = clock.now() - Date.parse(pending.since);
  if (age < DEAF_MS) await sleep(clock, DEAF_MS - age);
}

/** Declining to trust a folder ends Claude Code; nothing else that is chosen may. */
function endsOnPurpose(plan: ScreenPlan, { options }: Pending): boolean {
  if (plan.type !== 'row') return false;
  return options.some(({ label, role }) => label === plan.label && role === 'decline');
}

function shownDialog(session: ManagedSession): Dialog | null {
  return session.hasEnded ? null : (session.handle.reading()?.dialog ?? null);
}

/** A question's pages follow one another; any other dialog is over when another one is shown. */
function belongsTo(plan: ScreenPlan, first: Dialog, now: Dialog): boolean {
  return plan.type === 'questions' ? now.kind === 'question' : sameDialog(first, now);
}

function targetOf(plan: ScreenPlan, dialog: Dialog, pending: Pending): DialogTarget {
  if (plan.type === 'row') {
    if (plan.text !== null) return { type: 'decline', feedback: plan.text };
    return { type: 'choose', label: plan.label };
  }
  const target = questionTarget(dialog, Object.fromEntries(plan.answers));
  if (target !== null) return target;
  const asked = dialog.question?.question ?? pending.title;
  throw new AegisError(
    'answer_incomplete',
    `The session now asks "${asked}", and no answer to that was given. Answer what \`pending.questions\` holds now.`,
    { details: { question: asked } },
  );
}

function keysOf(step: Exclude<KeyStepPlan, { type: 'blocked' }>): KeyPress[] {
  // A dialog's row is one line.
  if (step.type === 'text') return [{ type: 'text', text: step.text.replaceAll(/\s+/g, ' ') }];
  return step.keys.map((key): KeyPress => ({ type: 'key', key }));
}

function dialogGone(pending: Pending): AegisError {
  return new AegisError(
    'dialog_gone',
    `"${pending.title}" is not on the screen any more, so nothing was pressed. Look at the session's \`pending\`.`,
    { details: { pendingId: pending.id } },
  );
}

function blocked(plan: ScreenPlan, pending: Pending, reason: string): AegisError {
  const isFeedback = plan.type === 'row' && plan.text !== null;
  return new AegisError(
    isFeedback ? 'feedback_not_possible' : 'option_not_found',
    `"${pending.title}" could not be answered on the screen: ${reason} Nothing was chosen.`,
    { details: { pendingId: pending.id, options: pending.options } },
  );
}
