import type { EvidenceSource, SessionStatus } from '@aegis/protocol';
import type { Dialog, ScreenReading, StatusView } from '../types.ts';
import { busyWord } from './busy.ts';
import { isLeft, requestOf, statusOfTool, wasAnswered } from './held-requests.ts';
import type { HeldRequest, StatusState } from './state.ts';
import { CONTRADICTION_GRACE_MS, NAMING_MS, STOPPING_MS } from './timing.ts';

interface Verdict {
  status: SessionStatus;
  statusText: string | null;
  source: EvidenceSource;
  rule: string;
  at: number;
  activity?: string | null;
}

/** What is to be told, from what was observed; `since` moves only with the status. */
export function nextView(state: StatusState): StatusView {
  const verdict = decide(state);
  const reading = state.settled?.value ?? null;
  const dialog = verdict.source === 'screen' ? (reading?.dialog ?? null) : null;
  const shown = dialog === null ? openRequest(state) : requestOf(state.held, dialog);
  return {
    status: verdict.status,
    statusText: verdict.statusText,
    since: verdict.status === state.view.status ? state.view.since : state.now,
    evidence: { source: verdict.source, rule: verdict.rule, at: verdict.at },
    dialog,
    heldRequestIds: state.held
      .filter((request) => request.withdrawnAt === null)
      .map((request) => request.requestId),
    shownRequestId: shown?.requestId ?? null,
    activity: verdict.activity === undefined ? (reading?.activity ?? null) : verdict.activity,
    modeLine: modeLineOf(reading, state.view.modeLine),
    draft: reading?.composer == null || reading.composer.text === '' ? null : reading.composer.text,
    turn: state.turn.phase,
    turnEnd: state.turnEnd,
  };
}

/** Builds before 2.1.280 have no name for the default mode: no name stands there then, and nothing in its place. */
function modeLineOf(reading: ScreenReading | null, before: string | null): string | null {
  if (reading?.composer?.mode !== 'prompt') return before;
  const { modeLine, activity } = reading;
  const isBare = activity === null || activity === 'background_shell';
  return modeLine ?? (isBare ? null : before);
}

function decide(state: StatusState): Verdict {
  if (state.exitedAt !== null) {
    const at = state.exitedAt;
    return { status: 'exited', statusText: null, source: 'process', rule: 'process.exited', at };
  }
  return (
    onScreen(state) ??
    byRequest(state) ??
    byWaiting(state) ??
    byAnswer(state) ??
    beforeFirstFrame(state) ??
    byBusy(state) ??
    byScreenAlone(state)
  );
}

/** Whether something takes an answer now: on the screen, or by a request that is not drawn yet. */
export function isAsked(state: StatusState): boolean {
  return openDialog(state) !== null || openRequest(state) !== null;
}

const TURN_KINDS: readonly Dialog['kind'][] = ['permission', 'bash', 'plan', 'question'];

/** Whether a turn asks something, by any source: other dialogs belong to no turn. */
export function isTurnAsking(state: StatusState): boolean {
  const { registry } = state;
  const dialog = openDialog(state);
  if (dialog !== null) return TURN_KINDS.includes(dialog.kind);
  const isWaiting = registry?.value.status === 'waiting' && !isContradicted(state);
  return (
    openRequest(state) !== null ||
    (isWaiting && WAITING_STATUS.has(registry.value.waitingFor ?? ''))
  );
}

/** The dialog on the screen, unless it is on its way out. */
function openDialog(state: StatusState): Dialog | null {
  const dialog = state.settled?.value.dialog ?? null;
  if (dialog === null || state.settled === null || wasAnswered(state, dialog)) return null;
  return isLeft(state, state.settled.since) ? null : dialog;
}

/** The oldest request that is not answered, by all that is known. */
function openRequest(state: StatusState): HeldRequest | null {
  return state.held.find((request) => !request.waited || !isLeft(state, request.at)) ?? null;
}

/** The screen decides whether something is open right now. */
function onScreen(state: StatusState): Verdict | null {
  if (state.settled === null) return null;
  const { value: reading, since } = state.settled;
  const { status, statusText, rule } = reading;
  const dialog = openDialog(state);
  if (dialog === null && status !== 'exited') return null;
  // What a dialog without its top is about, only the hook can tell.
  const request = dialog?.cut === true ? requestOf(state.held, dialog) : null;
  const known = request === null ? status : statusOfTool(request.toolName);
  return { status: known, statusText, source: 'screen', rule, at: since };
}

/** A request that is held counts before its dialog is drawn. */
function byRequest(state: StatusState): Verdict | null {
  const request = openRequest(state);
  if (request === null) return null;
  return {
    status: statusOfTool(request.toolName),
    statusText: [request.toolName, request.subject].filter((part) => part !== null).join(': '),
    source: 'hook',
    rule: 'hook.PermissionRequest',
    at: request.at,
    activity: null,
  };
}

const WAITING_STATUS: ReadonlyMap<string, SessionStatus> = new Map([
  ['permission prompt', 'permission_prompt'],
  ['sandbox request', 'permission_prompt'],
  ['worker request', 'permission_prompt'],
  ['input needed', 'ask_question'],
]);

/** The registry says that something is asked: its word until the screen or a hook says what. */
function byWaiting(state: StatusState): Verdict | null {
  const { registry } = state;
  if (registry?.value.status !== 'waiting' || state.answered.length > 0) return null;
  const waitingFor = registry.value.waitingFor ?? 'unknown';
  if (state.now < namedAt(state) || isContradicted(state)) return null;
  return {
    status: WAITING_STATUS.get(waitingFor) ?? 'unknown',
    statusText: waitingFor,
    source: 'registry',
    rule: 'registry.waiting',
    at: registry.since,
    activity: null,
  };
}

/**
 * What was asked has just been answered by us, and nobody has said yet what came of it: the turn goes on, or, after a rejection
 * that stops it, is what it was until it has stopped.
 */
function byAnswer(state: StatusState): Verdict | null {
  const last = state.answered.at(-1);
  if (last === undefined || !isUnheard(state, last.answeredAt)) return null;
  const { toolName, answeredAt: at, stops } = last;
  if (stops && state.now >= at + STOPPING_MS) return null;
  const status = stops ? statusOfTool(toolName) : 'working';
  const rule = stops ? 'hook.Stopped' : 'hook.Answered';
  return { status, statusText: null, source: 'hook', rule, at, activity: null };
}

/** Whether neither the registry nor the screen has said anything since. */
function isUnheard({ registry, settled }: StatusState, at: number): boolean {
  if (registry !== null && registry.value.status !== null)
    return registry.value.status === 'waiting';
  return settled === null || settled.since < at;
}

/** When a rejection ceases to hold the status; in the past if none does. */
export function stoppingDeadline({ answered }: StatusState): number {
  const last = answered.at(-1);
  return last?.stops === true ? last.answeredAt + STOPPING_MS : -Infinity;
}

/** `permission prompt` stands for a command, a file or a plan: until this time the hook or the screen may say which. */
function namedAt({ registry }: StatusState): number {
  if (registry?.value.waitingFor !== 'permission prompt') return -Infinity;
  return registry.value.heardAt + NAMING_MS;
}

/** The screen shows a box and nothing that asks: after the dialog, or for so long that nobody could answer. */
function isContradicted({ registry, settled, now }: StatusState): boolean {
  if (registry === null || settled === null) return false;
  const { status, activity } = settled.value;
  if ((status !== 'idle' && status !== 'working') || activity === 'dialog_held_back') return false;
  if (settled.since <= registry.since) return false;
  return registry.value.shown || now >= settled.since + CONTRADICTION_GRACE_MS;
}

/** When the registry's `waiting` begins or ends to count though nothing happens; in the past if it does not. */
export function waitingDeadline(state: StatusState): number {
  const { registry, settled, now } = state;
  if (registry?.value.status !== 'waiting') return -Infinity;
  const named = namedAt(state);
  return named > now ? named : (settled?.since ?? -Infinity) + CONTRADICTION_GRACE_MS;
}

/** The registry and the hooks are ready before the input box is: nothing can be typed yet. */
function beforeFirstFrame(state: StatusState): Verdict | null {
  if (state.drawn || busyWord(state)?.value !== 'idle' || state.settled === null) return null;
  const { rule } = state.settled.value;
  return { status: 'starting', statusText: null, source: 'screen', rule, at: state.settled.since };
}

function byBusy(state: StatusState): Verdict | null {
  const word = busyWord(state);
  if (word === null) return null;
  const reading = state.settled?.value;
  const agrees = reading?.status === word.value;
  const shell = word.rule === 'registry.shell' ? 'background_shell' : null;
  const activity = shell ?? (word.value === 'working' ? state.hookActivity : null);
  return {
    status: word.value,
    statusText: agrees ? reading.statusText : null,
    source: word.source,
    rule: word.rule,
    at: word.since,
    activity: activity ?? (agrees || reading?.status === 'unknown' ? reading.activity : null),
  };
}

function byScreenAlone(state: StatusState): Verdict {
  if (state.settled === null) {
    const { launchedAt: at } = state;
    return { status: 'starting', statusText: null, source: 'launch', rule: 'launch', at };
  }
  const { value: reading, since: at } = state.settled;
  const status = reading.status === 'starting' && state.drawn ? 'unknown' : reading.status;
  return { status, statusText: reading.statusText, source: 'screen', rule: reading.rule, at };
}
