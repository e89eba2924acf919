import type { EvidenceSource, SessionStatus } from '@aegis/protocol';
import type { StatusView } from '../types.ts';
import { busyWord } from './busy.ts';
import { requestOf, statusOfTool, wasAnswered } from './held-requests.ts';
import type { StatusState } from './state.ts';

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
  const shown = dialog === null ? (state.held[0] ?? null) : requestOf(state.held, dialog);
  return {
    status: verdict.status,
    statusText: verdict.statusText,
    since: verdict.status === state.view.status ? state.view.since : state.now,
    evidence: { source: verdict.source, rule: verdict.rule, at: verdict.at },
    dialog,
    heldRequestIds: state.held.map((request) => request.requestId),
    shownRequestId: shown?.requestId ?? null,
    activity: verdict.activity === undefined ? (reading?.activity ?? null) : verdict.activity,
    modeLine: reading?.modeLine ?? state.view.modeLine,
    draft: reading?.composer == null || reading.composer.text === '' ? null : reading.composer.text,
    turn: state.turn.phase,
    turnEnd: state.turnEnd,
  };
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
    beforeFirstFrame(state) ??
    byBusy(state) ??
    byScreenAlone(state)
  );
}

/** The screen decides whether something is open right now. */
function onScreen(state: StatusState): Verdict | null {
  if (state.settled === null) return null;
  const { value: reading, since } = state.settled;
  const { status, statusText, rule, dialog } = reading;
  const asks = dialog !== null && !wasAnswered(state, dialog);
  if (!asks && status !== 'exited') return null;
  // What a dialog without its top is about, only the hook can tell.
  const request = dialog?.cut === true ? requestOf(state.held, dialog) : null;
  const known = request === null ? status : statusOfTool(request.toolName);
  return { status: known, statusText, source: 'screen', rule, at: since };
}

/** A request that is held counts before its dialog is drawn. */
function byRequest(state: StatusState): Verdict | null {
  const request = state.held[0];
  if (request === undefined) return null;
  return {
    status: statusOfTool(request.toolName),
    statusText: [request.toolName, request.subject].filter((part) => part !== null).join(': '),
    source: 'hook',
    rule: 'hook.PermissionRequest',
    at: request.at,
    activity: null,
  };
}

const WAITING_STATUS: Readonly<Record<string, SessionStatus>> = {
  'permission prompt': 'permission_prompt',
  'sandbox request': 'permission_prompt',
  'worker request': 'permission_prompt',
  'input needed': 'ask_question',
};

/** The registry says that a dialog is open, and the screen has not drawn since. */
function byWaiting(state: StatusState): Verdict | null {
  const { registry, settled } = state;
  if (registry?.value.status !== 'waiting' || state.answered.length > 0) return null;
  const heldBack = settled?.value.activity === 'dialog_held_back';
  if (settled !== null && settled.since > registry.since && !heldBack) return null;
  const waitingFor = registry.value.waitingFor ?? 'unknown';
  return {
    status: WAITING_STATUS[waitingFor] ?? 'unknown',
    statusText: waitingFor,
    source: 'registry',
    rule: 'registry.waiting',
    at: registry.since,
    activity: null,
  };
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
