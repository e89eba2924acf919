import type { Pending, Session } from '@aegis/protocol';
import type { Key } from './parse-keys.ts';

/** What is on the screen, and what keys mean. */
export type Mode =
  | { kind: 'table' }
  /** Asks whether to approve exactly this dialog. `scroll`: lines above what is shown. */
  | { kind: 'approve'; sessionId: string; pending: Pending; scroll: number }
  | { kind: 'kill'; sessionId: string }
  /** A line is being typed: a prompt, or what Claude should do instead of what is rejected. */
  | { kind: 'send'; sessionId: string; text: string }
  | { kind: 'reject'; sessionId: string; pending: Pending; text: string }
  | { kind: 'details'; sessionId: string; scroll: number }
  | { kind: 'help' };

export interface Notice {
  tone: 'good' | 'bad' | 'plain';
  text: string;
}

export interface WatchState {
  /** In the order in which they are shown. */
  sessions: readonly Session[];
  /** Id of the session that keys are for; null where there is none. */
  selected: string | null;
  mode: Mode;
  notice: Notice | null;
  connection: 'connecting' | 'live' | 'lost';
  /** Whether sessions that have ended are shown. */
  showEnded: boolean;
  size: { columns: number; rows: number };
}

export type WatchInput =
  | { kind: 'key'; key: Key }
  /** All there are. */
  | { kind: 'sessions'; sessions: readonly Session[] }
  /** One that is new or has changed. */
  | { kind: 'session'; session: Session }
  /** One that is no more. */
  | { kind: 'gone'; sessionId: string }
  | { kind: 'connection'; connection: 'live' | 'lost' }
  /** How what was asked for went. */
  | { kind: 'outcome'; notice: Notice }
  | { kind: 'resize'; size: { columns: number; rows: number } };

/** Something to be done at the server. Answers name the dialog that was on the screen: a late key hits no other. */
export type Effect =
  | { kind: 'approve'; sessionId: string; requestId: string }
  | { kind: 'reject'; sessionId: string; requestId: string; feedback: string | null }
  | { kind: 'send'; sessionId: string; text: string }
  | { kind: 'interrupt'; sessionId: string }
  | { kind: 'kill'; sessionId: string }
  | { kind: 'quit' };

export interface Step {
  state: WatchState;
  effects: readonly Effect[];
}

export function initialState(
  size: { columns: number; rows: number },
  options: { showEnded: boolean },
): WatchState {
  return {
    sessions: [],
    selected: null,
    mode: { kind: 'table' },
    notice: null,
    connection: 'connecting',
    showEnded: options.showEnded,
    size,
  };
}

export function sessionById({ sessions }: WatchState, id: string | null): Session | null {
  return sessions.find((session) => session.id === id) ?? null;
}
