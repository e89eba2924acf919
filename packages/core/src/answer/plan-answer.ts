import { AegisError, type ApproveBody, type OptionRole, type RejectBody } from '@aegis/protocol';
import { takesText } from '@aegis/status';
import type { HeldRequest } from '../hooks/held-requests.ts';
import {
  allowAlways,
  allowOnce,
  answerQuestions,
  deny,
  isPlanTool,
  type PermissionDecision,
} from '../hooks/permission-decision.ts';
import type { ClaudeFeatures } from '../launch/claude-features.ts';
import type { TrackedPending } from '../session/pending-tracker.ts';
import type { QuestionAnswers } from './match-answers.ts';
import { approvedOption, findRole } from './match-option.ts';

/** How an answer is to be given. A value, so that it can be looked at before anything is done. */
export type AnswerPlan =
  | { via: 'hook'; requestId: string; decision: PermissionDecision; chosen: string }
  /** Move to the row, see it highlighted, Enter; with `text`, say that as well. */
  | { via: 'screen'; type: 'row'; label: string; text: string | null; chosen: string }
  /** Escape: the dialog has no plain row that declines. */
  | { via: 'screen'; type: 'dismiss'; text: string | null; chosen: string }
  | { via: 'screen'; type: 'questions'; answers: QuestionAnswers; chosen: string };

const DECLINE: readonly OptionRole[] = ['decline', 'decline-with-feedback'];

export interface AnswerTarget {
  tracked: TrackedPending;
  /** The held request of the pending, where there is one. */
  request: HeldRequest | null;
  features: Pick<ClaudeFeatures, 'hookGrantsRules'>;
}

function row(label: string, text: string | null = null): AnswerPlan {
  return { via: 'screen', type: 'row', label, text, chosen: label };
}

/** @throws AegisError `option_not_found`, `not_supported` (a question is answered, not approved) */
export function planApproval(
  { tracked, request, features }: AnswerTarget,
  body: ApproveBody,
): AnswerPlan {
  const { pending } = tracked;
  if (pending.kind === 'question' && body.option === undefined) {
    throw new AegisError(
      'not_supported',
      'The session asks a question; approving says nothing. Answer it with /answer (or /send, for a single question).',
      { details: { questions: pending.questions } },
    );
  }
  if (request === null) {
    const option = approvedOption(pending, body);
    return row(option.label);
  }
  if (body.option !== undefined) {
    const option = approvedOption(pending, body);
    // The plain rows mean the same through the hook; any other row is the screen's own.
    if (option.role !== 'accept' || isPlanTool(request.call.toolName)) return row(option.label);
    return hook(request, allowOnce(request.call), option.label);
  }
  if (body.scope !== 'always') {
    const shown = pending.options.find(({ role }) => role === 'accept');
    return hook(request, allowOnce(request.call), shown?.label ?? 'allow');
  }
  const always = features.hookGrantsRules ? allowAlways(request.call) : null;
  if (always) return hook(request, always.decision, always.chosen);
  return row(approvedOption(pending, body).label);
}

/** @throws AegisError `option_not_found`, `feedback_not_possible` */
export function planRejection({ tracked, request }: AnswerTarget, body: RejectBody): AnswerPlan {
  const { pending } = tracked;
  const feedback = body.feedback ?? null;
  if (request !== null) {
    const shown = pending.options.find(({ role }) => DECLINE.includes(role));
    return hook(request, deny(feedback), shown?.label ?? 'deny');
  }
  if (feedback !== null && (pending.kind === 'trust' || pending.kind === 'dialog')) {
    throw new AegisError(
      'feedback_not_possible',
      `"${pending.title}" takes no feedback. Reject it without \`feedback\`.`,
      { details: { pendingId: pending.id } },
    );
  }
  // A question is closed by Escape alone, and so is what only declines with a text, where there is none.
  if (pending.kind === 'question') return dismiss(feedback);
  const option = findRole(pending, DECLINE, 'row that declines');
  return feedback === null && takesText(option) ? dismiss(null) : row(option.label, feedback);
}

export function planQuestionAnswer(
  { request }: AnswerTarget,
  answers: QuestionAnswers,
): AnswerPlan {
  const chosen = [...answers.values()].map((labels) => labels.join(', ')).join('; ');
  if (request === null) return { via: 'screen', type: 'questions', answers, chosen };
  const decision = answerQuestions(request.call.toolInput ?? {}, Object.fromEntries(answers));
  return hook(request, decision, chosen);
}

function dismiss(text: string | null): AnswerPlan {
  return { via: 'screen', type: 'dismiss', text, chosen: 'Escape' };
}

function hook(request: HeldRequest, decision: PermissionDecision, chosen: string): AnswerPlan {
  return { via: 'hook', requestId: request.id, decision, chosen };
}
