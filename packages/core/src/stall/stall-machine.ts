import type { Stall } from '@aegis/protocol';
import { withoutTool, withTool, type OpenTool, type OpenTools } from './open-tools.ts';

/** When something was: in milliseconds of awake time, and in epoch milliseconds, for what is told. */
export interface Moment {
  awake: number;
  time: number;
}

export interface StallState {
  isWorking: boolean;
  lastSign: Moment;
  /** What the screen showed of the work when it was last looked at; null before. */
  shown: string | null;
  tools: OpenTools;
  /** What is stalled, while it is, and when that was found. */
  stalled: (Pick<Stall, 'kind' | 'toolName'> & { at: Moment }) | null;
}

export type StallObservation =
  | { type: 'status'; isWorking: boolean }
  /** A line in the transcript, or a hook. */
  | { type: 'sign' }
  | { type: 'screen'; shown: string }
  | { type: 'tool-opened'; tool: OpenTool }
  | { type: 'tool-closed'; tool: Pick<OpenTool, 'id' | 'agentId'> & { name: string | null } }
  /** The turn of the main conversation (null), or a subagent, is over: none of its tools runs any more. */
  | { type: 'turn-ended'; agentId: string | null }
  | { type: 'time' };

export function newStallState(now: Moment): StallState {
  return { isWorking: false, lastSign: now, shown: null, tools: [], stalled: null };
}

/** Takes in one observation. Pure. `thresholdMs` of awake time without a sign of life are a stall. */
export function observeStall(
  state: StallState,
  observation: StallObservation,
  { now, thresholdMs }: { now: Moment; thresholdMs: number },
): StallState {
  return judge(take(state, observation, now), now, thresholdMs);
}

/** The awake time at which it may count as stalled though nothing happens; null: not at all. */
export function stallDeadline(
  { isWorking, stalled, lastSign }: StallState,
  thresholdMs: number,
): number | null {
  return isWorking && stalled === null ? lastSign.awake + thresholdMs : null;
}

function take(state: StallState, observation: StallObservation, now: Moment): StallState {
  switch (observation.type) {
    case 'status':
      if (observation.isWorking === state.isWorking) return state;
      return { ...alive(state, now), isWorking: observation.isWorking, shown: null };
    case 'sign':
      return alive(state, now);
    case 'screen': {
      const isNews = state.shown !== null && state.shown !== observation.shown;
      return { ...(isNews ? alive(state, now) : state), shown: observation.shown };
    }
    case 'tool-opened':
      return { ...state, tools: withTool(state.tools, observation.tool) };
    case 'tool-closed':
      return { ...state, tools: withoutTool(state.tools, observation.tool) };
    case 'turn-ended':
      return {
        ...state,
        tools: state.tools.filter(({ agentId }) => agentId !== observation.agentId),
      };
    case 'time':
      return state;
  }
}

function alive(state: StallState, now: Moment): StallState {
  return { ...state, lastSign: now, stalled: null };
}

function judge(state: StallState, now: Moment, thresholdMs: number): StallState {
  const deadline = stallDeadline(state, thresholdMs);
  if (deadline === null || now.awake < deadline) return state;
  // What began last is what is waited for: a subagent's own tool, not the call that started the subagent.
  const tool = state.tools.at(-1);
  const what =
    tool === undefined
      ? ({ kind: 'silent', toolName: null } as const)
      : ({ kind: 'tool', toolName: tool.name } as const);
  return { ...state, stalled: { ...what, at: now } };
}
