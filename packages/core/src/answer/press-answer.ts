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
import { answerToPage } from './match-answers.ts';
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
 * @returns the feedback that is still to be said, where the dialog has no room for one
 * @throws AegisError `dialog_gone`, `option_not_found`, `effect_not_seen`
 */
export async function pressAnswer(
  session: ManagedSession,
  plan: ScreenPlan,
  pending: Pending,
): Promise<{ unsaid: string | null }> {
  await untilKeysCount(session);
  await session.handle.verifyScreen();
  const isCurrent = () => session.state.tracked?.pending.id === pending.id;
  // It may be drawn anew just now, and for a moment there is none.
  const first = await session.state.waiters.until(
    () => (isCurrent() ? openDialog(session) : 'gone'),
    { timeoutMs: MOVE_TIMEOUT_MS },
  );
  if (first === null || first === 'gone' || !isCurrent()) throw dialogGone(pending);
  let lost = 0;
  let isUnsaid = plan.type === 'dismiss';
  const unsaid = () => (isUnsaid && plan.type !== 'questions' ? plan.text : null);
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const dialog = await untilClear(session, first);
    if (dialog === 'unclear') break;
    if (session.hasEnded && !endsOnPurpose(plan, pending)) throw session.exitedError();
    if (dialog === null || !belongsTo(plan, first, dialog)) {
      return { unsaid: unsaid() };
    }
    const target = targetOf(plan, { dialog, pending, isUnsaid });
    const step = stepTowards(dialog, target);
    if (step.type === 'blocked') {
      if (isUnsaid || plan.type !== 'row' || plan.text === null) {
        throw blocked(pending, step.reason);
      }
      isUnsaid = true;
      continue;
    }
    await session.handle.press(keysOf(step));
    const isSeen = () => {
      const now = shownDialog(session, first);
      return now !== 'unclear' && isMet(step.expect, dialog, now);
    };
    const seen = await session.state.waiters.until(() => (isSeen() ? true : null), {
      timeoutMs: step.expect.type === 'gone' ? CLOSE_TIMEOUT_MS : MOVE_TIMEOUT_MS,
    });
    if (seen === null) lost += 1;
    else if (target.type === 'tick' && step.type === 'text') await tickAnew(session, step.text);
    if (lost > MAX_LOST) break;
  }
  throw new AegisError(
    'effect_not_seen',
    `The keys that answer "${pending.title}" had no effect. Look at the pane, and answer it again or in the terminal.`,
    { details: { pendingId: pending.id } },
  );
}

/**
 * A text beside ticks is shown as ticked once it is typed, but versions up to 2.1.120 drop it all the same, unless its row was
 * ticked by a key (measured on 2.0.76, 2.1.50 and 2.1.120).
 */
async function tickAnew(session: ManagedSession, text: string): Promise<void> {
  const label = asRow(text);
  for (const checked of [false, true]) {
    const before = openDialog(session);
    const row = before?.options.find((option) => option.highlighted);
    // Nothing is pressed unless the row is the text's, and is as it was.
    if (before === null || row?.label !== label || row.checked === checked) return;
    await session.handle.press([{ type: 'key', key: 'Enter' }]);
    const isDone = () => isMet({ type: 'ticked', label, checked }, before, openDialog(session));
    await session.state.waiters.until(() => (isDone() ? true : null), {
      timeoutMs: MOVE_TIMEOUT_MS,
    });
  }
}

/** Waits until the dialog has been up long enough to take keys. */
async function untilKeysCount({ clock, state }: ManagedSession): Promise<void> {
  const age = clock.monotonic() - (state.tracked?.openedAt ?? -Infinity);
  if (age < DEAF_MS) await sleep(clock, DEAF_MS - age);
}

/** Declining to trust a folder ends Claude Code; nothing else that is chosen may. */
function endsOnPurpose(plan: ScreenPlan, { options }: Pending): boolean {
  if (plan.type !== 'row') return false;
  return options.some(({ label, role }) => label === plan.label && role === 'decline');
}

/** The dialog that stands there, as far as it can be read now. */
function openDialog(session: ManagedSession): Dialog | null {
  return session.hasEnded ? null : (session.handle.reading()?.dialog ?? null);
}

/**
 * The dialog, or null: none. What is not understood (a frame that is half drawn) is neither this dialog nor its end, until it
 * has stood for long enough to count.
 */
function shownDialog(session: ManagedSession, first: Dialog): Dialog | null | 'unclear' {
  const dialog = openDialog(session);
  if (session.hasEnded || (dialog !== null && dialog.kind === first.kind)) return dialog;
  const reading = session.handle.reading();
  const isUnderstood = reading?.status !== 'unknown' && reading?.status !== 'starting';
  const settled = session.state.settledReading;
  const hasStood = settled?.status === reading?.status && settled?.rule === reading?.rule;
  return isUnderstood || hasStood ? dialog : 'unclear';
}

async function untilClear(
  session: ManagedSession,
  first: Dialog,
): Promise<Dialog | null | 'unclear'> {
  const isClear = () => shownDialog(session, first) !== 'unclear';
  await session.state.waiters.until(() => (isClear() ? true : null), {
    timeoutMs: CLOSE_TIMEOUT_MS,
  });
  return shownDialog(session, first);
}

/** A question's pages follow one another; of any other dialog, another one is not the same. */
function belongsTo(plan: ScreenPlan, first: Dialog, now: Dialog): boolean {
  return plan.type === 'row' ? sameDialog(first, now) : now.kind === first.kind;
}

function targetOf(
  plan: ScreenPlan,
  { dialog, pending, isUnsaid }: { dialog: Dialog; pending: Pending; isUnsaid: boolean },
): DialogTarget {
  if (plan.type === 'dismiss') return { type: 'dismiss' };
  if (plan.type === 'row') {
    if (plan.text !== null && !isUnsaid) return { type: 'decline', feedback: asRow(plan.text) };
    return { type: 'choose', label: plan.label };
  }
  const asked = dialog.question?.question ?? pending.title;
  const answer = dialog.question === null ? null : answerToPage(dialog.question, plan.answers);
  const target = questionTarget(dialog, answer === null ? {} : { [asked]: answer });
  if (target !== null) return target;
  throw new AegisError(
    'answer_incomplete',
    `The session now asks "${asked}", and no answer to that was given. Answer what \`pending.questions\` holds now.`,
    { details: { question: asked } },
  );
}

function keysOf(step: Exclude<KeyStepPlan, { type: 'blocked' }>): KeyPress[] {
  if (step.type === 'text') return [{ type: 'text', text: asRow(step.text) }];
  return step.keys.map((key): KeyPress => ({ type: 'key', key }));
}

/** A dialog's row is one line. */
function asRow(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function dialogGone(pending: Pending): AegisError {
  return new AegisError(
    'dialog_gone',
    `"${pending.title}" is not on the screen any more, so nothing was pressed. Look at the session's \`pending\`.`,
    { details: { pendingId: pending.id } },
  );
}

function blocked(pending: Pending, reason: string): AegisError {
  return new AegisError(
    'option_not_found',
    `"${pending.title}" could not be answered on the screen: ${reason} Nothing was chosen.`,
    { details: { pendingId: pending.id, options: pending.options } },
  );
}
