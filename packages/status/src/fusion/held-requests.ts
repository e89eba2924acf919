import type { SessionStatus } from '@aegis/protocol';
import type { Dialog, HookObservation } from '../types.ts';
import type { AnsweredRequest, HeldRequest, StatusState } from './state.ts';
import { ANSWER_GRACE_MS, WAITING_GRACE_MS, WITHDRAWN_GRACE_MS } from './timing.ts';

/** Take in what a hook says about requests. */
export function hearRequests(state: StatusState, event: HookObservation, at: number): StatusState {
  const held = heldAfter(state.held, event, at);
  if (held === state.held) return state;
  const stops = event.name === 'Stopped';
  if (event.name !== 'Answered' && !stops) return { ...state, held };
  const gone = state.held.filter((request) => request.requestId === event.requestId);
  const answered = gone.map((request) => ({ ...request, answeredAt: at, stops }));
  return { ...state, held, answered: [...state.answered, ...answered] };
}

/** Forget the answered requests whose dialogs have had time to go. */
export function forgetAnswered(state: StatusState): StatusState {
  const answered = state.answered.filter((request) => state.now < forgottenAt(request));
  return answered.length === state.answered.length ? state : { ...state, answered };
}

/** When the first of them will be forgotten. */
export function answeredDeadline(state: StatusState): number {
  return Math.min(...state.answered.map(forgottenAt));
}

function forgottenAt(request: AnsweredRequest): number {
  return request.answeredAt + ANSWER_GRACE_MS;
}

/** Forget the requests that Claude Code let go of, once the screen has had time to show what came of them. */
export function forgetWithdrawn(state: StatusState): StatusState {
  const held = state.held.filter((request) => state.now < goneAt(request));
  return held.length === state.held.length ? state : { ...state, held };
}

/** When the first of them will be forgotten. */
export function withdrawnDeadline(state: StatusState): number {
  return Math.min(...state.held.map(goneAt));
}

function goneAt({ withdrawnAt }: HeldRequest): number {
  return withdrawnAt === null ? Infinity : withdrawnAt + WITHDRAWN_GRACE_MS;
}

/**
 * Whether what was asked at this time has been answered since, by Claude Code's own word: its registry has left
 * `waiting`. For a moment only: what still asks after that is asked.
 */
export function isLeft({ registry, now }: StatusState, askedAt: number): boolean {
  const leftAt = registry?.value.leftAt ?? null;
  if (leftAt === null || registry?.value.status === 'waiting') return false;
  return leftAt > askedAt && now < leftAt + ANSWER_GRACE_MS;
}

/** When {@link isLeft} ends. */
export function leftDeadline({ registry }: StatusState): number {
  return (registry?.value.leftAt ?? -Infinity) + ANSWER_GRACE_MS;
}

/** Whether a dialog asks for what was answered just now: Claude Code draws it all the same, for a moment. */
export function wasAnswered(state: StatusState, dialog: Dialog): boolean {
  return requestOf(state.held, dialog) === null && requestOf(state.answered, dialog) !== null;
}

function heldAfter(
  held: readonly HeldRequest[],
  event: HookObservation,
  at: number,
): readonly HeldRequest[] {
  switch (event.name) {
    case 'PermissionRequest':
      return withRequest(held, event, at);
    case 'Answered':
    case 'Stopped':
      return held.filter((request) => request.requestId !== event.requestId);
    case 'Withdrawn':
      return held.map((request) =>
        request.requestId === event.requestId ? { ...request, withdrawnAt: at } : request,
      );
    case 'PostToolUse':
    case 'PostToolUseFailure':
    case 'PermissionDenied':
      return withoutFirst(held, (request) => isCallOf(request, event));
    case 'SubagentStop':
      return held.filter(
        (request) => request.agentId === null || request.agentId !== event.agentId,
      );
    case 'Stop':
    case 'StopFailure':
    case 'UserPromptSubmit':
      // A subagent in the background outlives the turn.
      return event.agentId === null ? held.filter((request) => request.agentId !== null) : held;
    case 'SessionEnd':
      return [];
    default:
      return held;
  }
}

function withRequest(
  held: readonly HeldRequest[],
  event: HookObservation,
  at: number,
): readonly HeldRequest[] {
  const { requestId, agentId, toolName, subject } = event;
  if (requestId === null || held.some((request) => request.requestId === requestId)) return held;
  const fresh = { shown: false, waited: false, withdrawnAt: null };
  return [...held, { requestId, agentId, toolName, subject, at, ...fresh }];
}

function withoutFirst(
  held: readonly HeldRequest[],
  fits: (request: HeldRequest) => boolean,
): readonly HeldRequest[] {
  const at = held.findIndex(fits);
  return at < 0 ? held : held.toSpliced(at, 1);
}

function isCallOf(request: HeldRequest, event: HookObservation): boolean {
  return (
    request.agentId === event.agentId &&
    request.toolName === event.toolName &&
    (request.subject === null || event.subject === null || request.subject === event.subject)
  );
}

/** A request is over when its dialog was shown and the screen has settled on something else. */
export function matchScreen(state: StatusState): StatusState {
  const reading = state.settled?.value;
  if (state.held.length === 0 || reading === undefined) return state;
  const dialog = reading.dialog;
  const shown = dialog === null ? null : requestOf(state.held, dialog);
  const answered =
    dialog === null
      ? reading.composer !== null && reading.activity !== 'dialog_held_back'
      : reading.status !== 'unknown';
  const held = state.held.flatMap((request): HeldRequest[] => {
    if (request === shown) return [request.shown ? request : { ...request, shown: true }];
    return request.shown && answered ? [] : [request];
  });
  return { ...state, held };
}

/** The request that a dialog belongs to: by tool and subject; among equals the oldest. */
export function requestOf(held: readonly HeldRequest[], dialog: Dialog): HeldRequest | null {
  const fitting = held.filter((request) => fitsTool(request, dialog));
  const exact = fitting.find((request) => fitsSubject(request, dialog) === 'same');
  return exact ?? fitting.find((request) => fitsSubject(request, dialog) === 'unknown') ?? null;
}

function fitsTool(request: HeldRequest, dialog: Dialog): boolean {
  // Its title is cut off, and with it what tells one tool from another.
  if (dialog.cut && dialog.toolName === null) return true;
  if (request.toolName === null || statusOfTool(request.toolName) !== statusOfDialog(dialog)) {
    return request.toolName === null;
  }
  if (dialog.toolName === null) return !NAMED_TOOLS.has(request.toolName);
  return dialog.toolName === request.toolName || SAME_DIALOG[request.toolName] === dialog.toolName;
}

/** Tools whose dialogs are known by name, so an unnamed dialog cannot be theirs. */
const NAMED_TOOLS = new Set([
  'Bash',
  'Edit',
  'Write',
  'WebFetch',
  'AskUserQuestion',
  'ExitPlanMode',
]);

const SAME_DIALOG: Readonly<Record<string, string>> = { MultiEdit: 'Edit', NotebookEdit: 'Edit' };

function statusOfDialog(dialog: Dialog): SessionStatus {
  switch (dialog.kind) {
    case 'bash':
      return 'bash_approval';
    case 'plan':
      return 'plan_mode';
    case 'question':
      return 'ask_question';
    case 'trust':
    case 'permission':
    case 'dialog':
      return 'permission_prompt';
  }
}

/** The status that a request of a tool stands for. */
export function statusOfTool(toolName: string | null): SessionStatus {
  switch (toolName) {
    case 'Bash':
    case 'PowerShell':
      return 'bash_approval';
    case 'AskUserQuestion':
      return 'ask_question';
    case 'ExitPlanMode':
    case 'EnterPlanMode':
      return 'plan_mode';
    default:
      return 'permission_prompt';
  }
}

/**
 * A dialog may shorten a path to its end, may name the call with its tool around it (`Read(/etc/hosts)`), and joins the
 * rows of a command by guess: blanks are not compared.
 */
function fitsSubject(request: HeldRequest, dialog: Dialog): 'same' | 'unknown' | 'other' {
  if (request.subject === null || dialog.subject === null || dialog.toolName === null) {
    return 'unknown';
  }
  const a = bare(request.subject);
  const b = bare(withoutCall(dialog.subject, dialog.toolName));
  return a === b || a.endsWith(`/${b}`) ? 'same' : 'other';
}

function withoutCall(subject: string, toolName: string): string {
  const isCall = subject.startsWith(`${toolName}(`) && subject.endsWith(')');
  return isCall ? subject.slice(toolName.length + 1, -1) : subject;
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The registry said `waiting`, or says so no more. */
export function hearWaiting(state: StatusState, waiting: boolean, at: number): StatusState {
  if (waiting) {
    const held = state.held.map((request) => ({ ...request, waited: true }));
    return { ...state, held, leftWaitingAt: null };
  }
  const left = state.held.some((request) => request.waited) && state.leftWaitingAt === null;
  return left ? { ...state, leftWaitingAt: at } : state;
}

/** Whoever waited when the registry left `waiting` was answered, unless a dialog is up or it comes back. */
export function closeWaited(state: StatusState): StatusState {
  const { leftWaitingAt } = state;
  if (leftWaitingAt === null || state.now < leftWaitingAt + WAITING_GRACE_MS) return state;
  const dialogUp = state.settled?.value.dialog != null;
  const held = state.held.filter((request) => dialogUp || !request.waited);
  return { ...state, held, leftWaitingAt: null };
}
