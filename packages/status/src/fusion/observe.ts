import type { HookObservation, Observation, StatusView } from '../types.ts';
import { busyDeadline, busyWord } from './busy.ts';
import {
  answeredDeadline,
  closeWaited,
  forgetAnswered,
  forgetWithdrawn,
  hearRequests,
  hearWaiting,
  leftDeadline,
  matchScreen,
  withdrawnDeadline,
} from './held-requests.ts';
import { seeScreen, settle, settlesAt } from './screen-evidence.ts';
import { createStatusState, isRest, say, type RegistrySaid, type StatusState } from './state.ts';
import { WAITING_GRACE_MS } from './timing.ts';
import {
  drawTurn,
  endWithProcess,
  followTurn,
  hearPrompt,
  hearTurn,
  openAskedTurn,
  openMissedTurn,
  turnDeadline,
} from './turns.ts';
import { isAsked, isTurnAsking, nextView, stoppingDeadline, waitingDeadline } from './view.ts';

/** Take in one observation. Pure; what is older than what its source already said changes nothing. */
export function observe(state: StatusState, observation: Observation): StatusState {
  const { source, at } = observation;
  if (at < (state.heard[source] ?? -Infinity)) return state;
  const heard: StatusState = {
    ...state,
    now: Math.max(state.now, at),
    heard: { ...state.heard, [source]: at },
  };
  const shown = matchScreen(markShown(settle(take(heard, observation))));
  const taken = forgetWithdrawn(forgetAnswered(closeWaited(shown)));
  const isAsking = isTurnAsking(taken);
  const asked = openAskedTurn(taken, isAsking);
  // While something is asked the turn goes on, whatever else is said.
  const busy = isAsking || isAsked(asked) ? null : (busyWord(asked)?.value ?? null);
  const followed = followTurn(asked, busy);
  return { ...followed, view: nextView(followed) };
}

/** What is to be told now. */
export function viewOf(state: StatusState): StatusView {
  return state.view;
}

/** When the verdict may change though nothing happens: observe `{source: 'clock'}` then. Null: never. */
export function nextDeadline(state: StatusState): number | null {
  const leaves = state.leftWaitingAt === null ? Infinity : state.leftWaitingAt + WAITING_GRACE_MS;
  const times = [
    settlesAt(state),
    busyDeadline(state),
    turnDeadline(state),
    answeredDeadline(state),
    withdrawnDeadline(state),
    leftDeadline(state),
    waitingDeadline(state),
    stoppingDeadline(state),
    leaves,
  ];
  const next = Math.min(...times.filter((time) => time > state.now));
  return Number.isFinite(next) ? next : null;
}

function markShown(state: StatusState): StatusState {
  const { registry, settled } = state;
  if (registry === null || registry.value.shown || settled?.value.dialog == null) return state;
  return { ...state, registry: { ...registry, value: { ...registry.value, shown: true } } };
}

function take(state: StatusState, observation: Observation): StatusState {
  const { at } = observation;
  switch (observation.source) {
    case 'screen':
      return drawTurn(seeScreen(state, observation.reading, at), observation.reading);
    case 'hook':
      return hearHook(state, observation.event, at);
    case 'registry':
      return hearRegistry(state, observation);
    case 'transcript': {
      const { effect, promptedAt } = observation;
      const same = state.transcript?.value === effect;
      const heard = { ...state, transcript: say(state.transcript, effect, at, same) };
      return promptedAt === undefined ? heard : hearPrompt(heard, promptedAt);
    }
    case 'process': {
      const ended = endWithProcess(state, observation.crashed === true, at);
      return { ...ended, exitedAt: state.exitedAt ?? at, held: [], answered: [] };
    }
    case 'launch':
      // A clock that was set back meanwhile: time goes on all the same.
      return { ...createStatusState(state.now), heard: state.heard };
    case 'clock':
      return state;
  }
}

function hearHook(state: StatusState, event: HookObservation, at: number): StatusState {
  const asked = hearTurn(hearRequests(state, event, at), event, at);
  if (event.agentId !== null) return asked;
  if (event.name === 'PostCompact') return { ...asked, hook: null, hookActivity: null };
  const value = hookMeans(event);
  if (value === null) return asked;
  // Every prompt and every end is news, also when it repeats the last word.
  const same =
    value === 'working' && asked.hook?.value === value && event.name !== 'UserPromptSubmit';
  return {
    ...asked,
    hook: say(asked.hook, value, at, same),
    hookRule: event.name,
    promptedAt: event.name === 'UserPromptSubmit' ? at : asked.promptedAt,
    hookActivity: event.name === 'PreCompact' ? 'compacting' : null,
  };
}

const WORK_EVENTS = new Set([
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'SubagentStart',
  'MessageDisplay',
  'ElicitationResult',
  'PreCompact',
]);

function hookMeans(event: HookObservation): 'working' | 'idle' | null {
  if (WORK_EVENTS.has(event.name)) return 'working';
  if (event.name === 'Stop' || event.name === 'StopFailure') return 'idle';
  return event.name === 'Notification' && event.word === 'idle_prompt' ? 'idle' : null;
}

function hearRegistry(
  state: StatusState,
  observation: Extract<Observation, { source: 'registry' }>,
): StatusState {
  const { status, waitingFor, at } = observation;
  const before = state.registry;
  const isSame = before?.value.status === status && before.value.waitingFor === waitingFor;
  // Claude Code's own time of the change is better than when the file was read, if the clocks agree.
  const changedAt =
    observation.changedAt !== null && observation.changedAt <= at ? observation.changedAt : null;
  const since = changedAt ?? (isSame ? before.since : at);
  // The same word of another time: what was said between was written over before it could be read.
  const isAgain = isSame && changedAt !== null && changedAt > before.since;
  const leaves = before?.value.status === 'waiting' && status !== 'waiting';
  const said: RegistrySaid = {
    status,
    waitingFor,
    leftAt: leaves ? since : (before?.value.leftAt ?? null),
    heardAt: isSame ? before.value.heardAt : at,
    hasChanged: isSame ? before.value.hasChanged : before !== null,
    shown: isSame && before.value.shown,
  };
  const registry = status === null ? null : { value: said, since };
  const heard = hearWaiting({ ...state, registry }, status === 'waiting', at);
  return isAgain && isRest(status) ? openMissedTurn(heard, before.since) : heard;
}
