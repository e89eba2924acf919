import type { SessionStatus } from '@aegis/protocol';
import type { Observation, ScreenReading, StatusView, TurnEnd } from '../types.ts';

/** A value, since when its source says so. */
export interface Said<T> {
  value: T;
  since: number;
}

/** A PermissionRequest whose answer is awaited. */
export interface HeldRequest {
  requestId: string;
  agentId: string | null;
  toolName: string | null;
  subject: string | null;
  at: number;
  /** Its dialog was on the screen. */
  shown: boolean;
  /** The registry said `waiting` since it came. */
  waited: boolean;
  /** When Claude Code let go of it, so that only the screen can answer; null while it is held. */
  withdrawnAt: number | null;
}

/** A request that was answered through us, and whose dialog may still be on its way off, or even onto, the screen. */
export interface AnsweredRequest extends HeldRequest {
  answeredAt: number;
  /** With a rejection that stops the turn. */
  stops: boolean;
}

export type RegistrySaid = Pick<
  Extract<Observation, { source: 'registry' }>,
  'status' | 'waitingFor'
> & {
  /** When it last stopped saying `waiting`, by Claude Code's own time: what was asked until then is answered. */
  leftAt: number | null;
  /** When it was read: Claude Code's own time of the change is earlier. */
  heardAt: number;
  /** It has said something else before. */
  hasChanged: boolean;
  /** The dialog that it waits for has been on the screen. */
  shown: boolean;
};

/** Everything the machine remembers. Plain data; only the functions of this folder make new ones. */
export interface StatusState {
  /** The latest time any observation bore. */
  now: number;
  launchedAt: number;
  /** When each source last spoke: what is older than that is not heard. */
  heard: Readonly<Partial<Record<Observation['source'], number>>>;
  /** What the screen shows, which may be half drawn, and what it showed when it last stood still. */
  seen: Said<ScreenReading> | null;
  settled: Said<ScreenReading> | null;
  /** The end of a turn that the screen showed when it last showed rest, and since when it did. */
  lastRest: Said<string | null> | null;
  /** The input box was on the screen, so an empty one is no start any more. */
  drawn: boolean;
  /** Whether a turn runs, by the hooks. */
  hook: Said<'working' | 'idle'> | null;
  hookRule: string;
  /** When the hook of the last prompt came; null: none has. */
  promptedAt: number | null;
  hookActivity: string | null;
  registry: Said<RegistrySaid> | null;
  transcript: Said<Extract<Observation, { source: 'transcript' }>['effect']> | null;
  exitedAt: number | null;
  held: readonly HeldRequest[];
  answered: readonly AnsweredRequest[];
  /** The registry left `waiting` at this time, with requests open. */
  leftWaitingAt: number | null;
  turn: Turn;
  turnEnd: TurnEnd | null;
  /** What the screen said of an end when the last turn ended that no hook closed. */
  endShown: string | null;
  view: StatusView;
}

/**
 * `ending`: it looks over, and the Stop hook that says how may be late.
 * `none`, not `rested`: a hook has told its end, and what was last seen is its work still.
 */
export type Turn =
  | { phase: 'none'; rested: boolean }
  | ({ phase: 'open' } & OpenTurn)
  | ({ phase: 'ending'; endedAt: number } & OpenTurn);

export interface OpenTurn {
  since: number;
  /** By a prompt's hook; by its work, or what it asks; or not at all: that there was one is known since it is over. */
  begin: 'told' | 'seen' | 'missed';
  /** What the screen said of the turn before when this one began, or until it showed work of this one. */
  endBefore: string | null;
  /** The screen has shown work since it began. */
  drawn: boolean;
}

/**
 * A machine that has heard nothing. Times are those of the observations.
 * @param turnSince a turn is known to have run since then; null: none is
 */
export function createStatusState(now: number, turnSince: number | null = null): StatusState {
  const turn: Turn =
    turnSince === null
      ? { phase: 'none', rested: true }
      : { phase: 'open', since: turnSince, begin: 'seen', endBefore: null, drawn: false };
  return {
    now,
    launchedAt: now,
    heard: {},
    seen: null,
    settled: null,
    lastRest: null,
    drawn: false,
    hook: null,
    hookRule: '',
    promptedAt: null,
    hookActivity: null,
    registry: null,
    transcript: null,
    exitedAt: null,
    held: [],
    answered: [],
    leftWaitingAt: null,
    turn,
    turnEnd: null,
    endShown: null,
    view: {
      status: 'starting' satisfies SessionStatus,
      statusText: null,
      since: now,
      evidence: { source: 'launch', rule: 'launch', at: now },
      dialog: null,
      heldRequestIds: [],
      shownRequestId: null,
      activity: null,
      modeLine: null,
      draft: null,
      turn: turn.phase,
      turnEnd: null,
    },
  };
}

/** Whether the registry says by this that no turn runs. */
export function isRest(status: RegistrySaid['status']): boolean {
  return status === 'idle' || status === 'shell';
}

/** Say the same again: the time since when it is said stays. */
export function say<T>(before: Said<T> | null, value: T, at: number, same: boolean): Said<T> {
  return { value, since: before !== null && same ? before.since : at };
}
