import {
  AegisError,
  assertPromptText,
  type AnswerBody,
  type AnswerResult,
  type ApproveBody,
  type RejectBody,
} from '@aegis/protocol';
import { sameDialog } from '@aegis/status';
import { StoreError } from '@aegis/store';
import { checkPrompt } from '../delivery/check-prompt.ts';
import { claudeFeatures } from '../launch/claude-features.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { matchAnswers } from './match-answers.ts';
import {
  planApproval,
  planQuestionAnswer,
  planRejection,
  type AnswerPlan,
  type AnswerTarget,
} from './plan-answer.ts';
import { pressAnswer } from './press-answer.ts';

/** Milliseconds for a dialog to leave the screen after its hook was answered, before it is answered on the screen. */
const HOOK_EFFECT_MS = 1_400;

/** @throws AegisError `session_exited`, `nothing_pending`, `dialog_gone`, and what planning or pressing throws */
export function approve(session: ManagedSession, body: ApproveBody): Promise<AnswerResult> {
  return carryOut(session, body.requestId, (target) => planApproval(target, body));
}

/** @throws AegisError as {@link approve}, and `feedback_not_possible` */
export function reject(session: ManagedSession, body: RejectBody): Promise<AnswerResult> {
  if (body.feedback !== undefined) checkPrompt(body.feedback, 'feedback');
  return carryOut(session, body.requestId, (target) => planRejection(target, body));
}

/** @throws AegisError as {@link approve}, `not_a_question`, `answer_incomplete` */
export function answer(session: ManagedSession, body: AnswerBody): Promise<AnswerResult> {
  for (const text of Object.values(body.answers).flat()) assertPromptText(text, 'answers');
  return carryOut(session, body.requestId, (target) => {
    const { pending } = target.tracked;
    if (pending.kind !== 'question') {
      throw new AegisError(
        'not_a_question',
        `Session ${session.id} waits on "${pending.title}", which is no question. Use /approve or /reject.`,
        { details: { pending } },
      );
    }
    const matched = matchAnswers(pending.questions, body.answers, unseenPages(session, target));
    return planQuestionAnswer(target, matched);
  });
}

/** The screen shows one page at a time, and of the others their headers. */
function unseenPages(session: ManagedSession, { tracked, request }: AnswerTarget): string[] {
  const shown = session.handle.reading()?.dialog?.question;
  const { questions } = tracked.pending;
  if (request !== null || !shown || questions.length >= shown.pages.length) return [];
  return shown.pages.filter((header) => !questions.some((known) => known.header === header));
}

async function carryOut(
  session: ManagedSession,
  requestId: string | undefined,
  plan: (target: AnswerTarget) => AnswerPlan,
): Promise<AnswerResult> {
  return session.keys.run(async () => {
    const target = findTarget(session, requestId);
    const planned = plan(target);
    const { pending } = target.tracked;
    session.state.closing({ pendingId: pending.id, chosen: planned.chosen });
    try {
      if (planned.via === 'hook') await answerHook(session, planned, target);
      else say(session, await pressAnswer(session, planned, pending));
    } catch (error) {
      session.state.closing(null);
      throw error;
    }
    return { ok: true, via: planned.via, chosen: planned.chosen };
  });
}

function findTarget(session: ManagedSession, requestId: string | undefined): AnswerTarget {
  if (session.hasEnded) throw session.exitedError();
  const { tracked, held } = session.state;
  if (requestId !== undefined && requestId !== tracked?.pending.id) {
    throw new AegisError(
      'dialog_gone',
      `What "${requestId}" asked has been answered or is gone, so this answer was not used. Look at the session's \`pending\` and answer that.`,
      { details: { requestId, pending: tracked?.pending ?? null } },
    );
  }
  if (tracked === null) throw nothingPending(session);
  const request = tracked.requestId === null ? null : held.get(tracked.requestId);
  return { tracked, request, features: claudeFeatures(session.record.claudeVersion) };
}

/** Feedback that the dialog had no room for is the next prompt. */
function say(session: ManagedSession, { unsaid }: { unsaid: string | null }): void {
  if (unsaid === null) return;
  try {
    session.outbox.add(unsaid, null, 'queued');
  } catch (error) {
    if (!StoreError.is(error)) throw error;
    throw new AegisError(
      'store_failed',
      `The dialog was answered, but the feedback could not be stored and was not sent: ${error.message} Send it as a prompt then.`,
      { details: { store: error.code }, cause: error },
    );
  }
}

function nothingPending(session: ManagedSession): AegisError {
  const { status } = session.record;
  return new AegisError(
    'nothing_pending',
    `Session ${session.id} is ${status} and waits on nothing, so there is nothing to answer. Send it text with /send.`,
    { details: { status } },
  );
}

async function answerHook(
  session: ManagedSession,
  plan: Extract<AnswerPlan, { via: 'hook' }>,
  { tracked }: AnswerTarget,
): Promise<void> {
  const { state } = session;
  const shown = session.handle.reading()?.dialog ?? null;
  if (!state.held.decide(plan.requestId, plan.decision)) throw nothingPending(session);
  const { decision } = plan;
  state.answered(plan.requestId, decision.behavior === 'deny' && decision.interrupt === true);
  const isGone = () => {
    const now = session.hasEnded ? null : (session.handle.reading()?.dialog ?? null);
    // The same question asked anew is another request.
    return now === null || shown === null || !sameDialog(shown, now) || state.tracked !== null;
  };
  const gone = await state.waiters.until(() => (isGone() ? true : null), {
    timeoutMs: HOOK_EFFECT_MS,
  });
  if (gone !== null) return;
  throw new AegisError(
    'effect_not_seen',
    `Claude Code was given the answer, but its dialog "${tracked.pending.title}" is still on the screen. Look at the pane, and answer it again.`,
    { details: { pending: state.tracked?.pending ?? null } },
  );
}
