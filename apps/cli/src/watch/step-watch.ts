import type { Session } from '@aegis/protocol';
import { oneLine } from '../text/neutralise.ts';
import { pressKey } from './press-key.ts';
import { inOrder } from './session-order.ts';
import {
  type Mode,
  sessionById,
  type Step,
  type WatchInput,
  type WatchState,
} from './watch-state.ts';

const TABLE: Mode = { kind: 'table' };

/** A dialog that is being answered closes where it is no longer the one that is open: what was read is not what is asked. */
function withoutLateDialog(state: WatchState): WatchState {
  const { mode } = state;
  if (mode.kind !== 'approve' && mode.kind !== 'reject') return state;
  const session = sessionById(state, mode.sessionId);
  if (session?.pending?.id === mode.pending.id) {
    // It may have become known in full meanwhile: what is shown is what it is now.
    return mode.kind === 'approve' && session.pending !== mode.pending
      ? { ...state, mode: { ...mode, pending: session.pending, scroll: reread(mode, session) } }
      : state;
  }
  const name = oneLine(session?.name ?? mode.sessionId);
  const text = `${name} no longer asks that; nothing was ${mode.kind === 'approve' ? 'approved' : 'rejected'}.`;
  return { ...state, mode: TABLE, notice: { tone: 'bad', text } };
}

/** A dialog that says something else now is read from its beginning again. */
function reread(mode: Extract<Mode, { kind: 'approve' }>, { pending }: Session): number {
  return JSON.stringify(pending) === JSON.stringify(mode.pending) ? mode.scroll : 0;
}

/** Other modes end with the session that they are about. */
function withoutGoneSession(state: WatchState): WatchState {
  const { mode } = state;
  const isAbout = 'sessionId' in mode && sessionById(state, mode.sessionId) === null;
  if (!isAbout || mode.kind === 'approve' || mode.kind === 'reject') return state;
  return { ...state, mode: TABLE, notice: { tone: 'bad', text: 'That session is gone.' } };
}

function withSessions(state: WatchState, sessions: readonly Session[]): WatchState {
  const ordered = inOrder(sessions, state.showEnded);
  const before = state.sessions.findIndex(({ id }) => id === state.selected);
  const stays = ordered.some(({ id }) => id === state.selected);
  // Where the selected one is gone, the one that came to its place.
  const near = ordered[Math.min(Math.max(before, 0), ordered.length - 1)]?.id ?? null;
  const next = { ...state, sessions: ordered, selected: stays ? state.selected : near };
  return withoutGoneSession(withoutLateDialog(next));
}

/** The next state, and what is to be done. Pure: no clock, no terminal, no server. */
export function stepWatch(state: WatchState, input: WatchInput): Step {
  switch (input.kind) {
    case 'key':
      return pressKey(state, input.key);
    case 'sessions':
      return { state: withSessions(state, input.sessions), effects: [] };
    case 'session': {
      const others = state.sessions.filter(({ id }) => id !== input.session.id);
      return { state: withSessions(state, [...others, input.session]), effects: [] };
    }
    case 'gone': {
      const others = state.sessions.filter(({ id }) => id !== input.sessionId);
      return { state: withSessions(state, others), effects: [] };
    }
    case 'connection':
      return { state: { ...state, connection: input.connection }, effects: [] };
    case 'outcome':
      return { state: { ...state, notice: input.notice }, effects: [] };
    case 'resize':
      return { state: withSize(state, input.size), effects: [] };
  }
}

/** With another width a dialog has other lines: it is read from its beginning again. */
function withSize(state: WatchState, size: WatchState['size']): WatchState {
  const { mode } = state;
  const again = 'scroll' in mode ? { ...mode, scroll: 0 } : mode;
  return { ...state, size, mode: again };
}
