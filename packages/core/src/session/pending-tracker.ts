import { toTimestamp, type Pending, type PendingKind, type Question } from '@aegis/protocol';
import type { Dialog } from '@aegis/status';
import type { HeldRequest } from '../hooks/held-requests.ts';
import { isPlanTool, isQuestionTool } from '../hooks/permission-decision.ts';
import { questionsOf } from '../hooks/question-input.ts';

/** What a session waits on, with what it takes to answer it. */
export interface TrackedPending {
  pending: Pending;
  /** The held request that it belongs to; null where only the screen can answer. */
  requestId: string | null;
  /** Tells one dialog from the next; null while the screen has not drawn it. */
  dialogKey: string | null;
  /** We have answered it, and its dialog may still be on its way off the screen. */
  answered: boolean;
  /** Since which moment of the monotonic clock it is known; in the past, where it was known before a restart. */
  openedAt: number;
}

export interface TrackInput {
  dialog: Dialog | null;
  /** The held request that the dialog belongs to, or the oldest one while none is drawn. */
  request: HeldRequest | null;
  /** Epoch milliseconds, and the same as a moment of the monotonic clock. */
  now: number;
  moment: number;
  newId: () => string;
}

function kindOfTool(toolName: string | null): PendingKind {
  if (isQuestionTool(toolName)) return 'question';
  if (isPlanTool(toolName)) return 'plan';
  return toolName === 'Bash' ? 'bash' : 'permission';
}

function keyOf(dialog: Dialog): string {
  const question = dialog.question;
  // The pages of one question dialog are one thing to answer.
  if (question) return JSON.stringify([dialog.kind, question.pages]);
  // Not the labels: a row changes while somebody types into it.
  const { name, title, subject, body, options } = dialog;
  return JSON.stringify([name, title, subject, body, options.length]);
}

/** What the screen shows of a tool's input, where no hook tells it whole. */
function inputFromScreen(dialog: Dialog | null): Record<string, unknown> | null {
  if (dialog?.subject == null) return null;
  switch (dialog.name) {
    case 'bash':
      return { command: dialog.subject };
    case 'edit':
    case 'create':
    case 'overwrite':
      return { file_path: dialog.subject };
    case 'fetch':
      return { url: dialog.subject };
    default:
      return null;
  }
}

function titleFor(request: HeldRequest | null): string {
  const toolName = request?.call.toolName ?? null;
  if (isQuestionTool(toolName)) return 'Claude asks a question';
  if (isPlanTool(toolName)) return 'Claude has a plan ready';
  return toolName === null ? 'Claude asks for permission' : `Claude wants to use ${toolName}`;
}

function questionsFor(
  dialog: Dialog | null,
  request: HeldRequest | null,
  known: readonly Question[],
): Question[] {
  if (request && isQuestionTool(request.call.toolName)) return questionsOf(request.call.toolInput);
  // A hook has told them all; the screen shows one page at a time.
  if (known.length > 0) return [...known];
  if (!dialog?.question) return [];
  const { question, header, multiSelect, options } = dialog.question;
  return [{ question, header, multiSelect, options }];
}

function continues(
  previous: TrackedPending,
  requestId: string | null,
  dialogKey: string | null,
): boolean {
  if (previous.requestId !== null && previous.requestId === requestId) return true;
  // The same question asked again is another one.
  if (previous.answered && requestId !== null) return false;
  // The screen drew it before its hook arrived, or the hook was let go while the dialog stayed.
  return (
    previous.dialogKey !== null &&
    previous.dialogKey === dialogKey &&
    (previous.requestId === null || requestId === null)
  );
}

function inputFor(
  dialog: Dialog | null,
  request: HeldRequest | null,
  known: Pending['toolInput'],
): Pending['toolInput'] {
  const told = request?.call.toolInput;
  return told ? { ...told } : (known ?? inputFromScreen(dialog));
}

/** What was pending when the program was stopped: the same thing, if the screen still shows it. */
export function restoreTracked(
  pending: Pending | null,
  dialogKey: string | null,
): TrackedPending | null {
  return pending === null
    ? null
    : { pending, dialogKey, requestId: null, answered: false, openedAt: -Infinity };
}

/** What is pending now, keeping its id for as long as it is the same thing. Pure but for `newId`. */
export function trackPending(
  previous: TrackedPending | null,
  input: TrackInput,
): TrackedPending | null {
  const { dialog, request, now, moment } = input;
  if (dialog === null && request === null) return null;
  const requestId = request?.id ?? null;
  const dialogKey = dialog === null ? null : keyOf(dialog);
  const same = previous !== null && continues(previous, requestId, dialogKey) ? previous : null;
  const shown = dialog?.options ?? same?.pending.options ?? [];
  return {
    requestId,
    dialogKey: dialogKey ?? same?.dialogKey ?? null,
    answered: same?.answered ?? false,
    openedAt: same?.openedAt ?? moment,
    pending: {
      id: same?.pending.id ?? requestId ?? input.newId(),
      kind: dialog?.kind ?? kindOfTool(request?.call.toolName ?? null),
      title: dialog?.title ?? same?.pending.title ?? titleFor(request),
      toolName: request?.call.toolName ?? same?.pending.toolName ?? dialog?.toolName ?? null,
      toolInput: inputFor(dialog, request, same?.pending.toolInput ?? null),
      options: shown.map(({ label, role, highlighted }) => ({ label, role, highlighted })),
      questions: questionsFor(dialog, request, same?.pending.questions ?? []),
      since: same?.pending.since ?? toTimestamp(request?.since ?? now),
      via: request === null ? 'screen' : 'hook',
    },
  };
}
