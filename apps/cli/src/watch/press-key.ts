import type { Session } from '@aegis/protocol';
import { oneLine } from '../text/neutralise.ts';
import { detailLines } from './detail-lines.ts';
import { dialogLines, bodyRows, furthestScroll } from './dialog-lines.ts';
import type { Key } from './parse-keys.ts';
import { waits } from './session-order.ts';
import {
  type Effect,
  type Mode,
  type Notice,
  sessionById,
  type Step,
  type WatchState,
} from './watch-state.ts';

const TABLE: Mode = { kind: 'table' };
/** No prompt is longer than what the server takes; this keeps a paste from filling the memory. */
const LONGEST_TEXT = 100_000;

const stay = (state: WatchState, changes: Partial<WatchState> = {}): Step => ({
  state: { ...state, ...changes },
  effects: [],
});
const say = (state: WatchState, text: string, tone: Notice['tone'] = 'plain'): Step =>
  stay(state, { notice: { tone, text } });
/** Back to the table, with something to be done. */
const act = (state: WatchState, effect: Effect, text: string): Step => ({
  state: { ...state, mode: TABLE, notice: { tone: 'plain', text } },
  effects: [effect],
});

function moved(state: WatchState, by: number): Step {
  const { sessions, selected } = state;
  const at = sessions.findIndex(({ id }) => id === selected);
  const next = sessions[Math.min(Math.max(at + by, 0), sessions.length - 1)];
  return stay(state, { selected: next?.id ?? null, notice: null });
}

function openApproval(state: WatchState, session: Session): Step {
  const { pending } = session;
  const name = oneLine(session.name);
  if (!pending) {
    return say(
      state,
      waits(session)
        ? `What ${name} asks is not known yet; aegis pane ${session.id} shows it.`
        : `${name} waits for nothing: it is ${session.status}.`,
    );
  }
  if (pending.kind === 'question') {
    return say(state, `${name} asks a question: s types an answer, or aegis answer ${session.id}.`);
  }
  return stay(state, {
    mode: { kind: 'approve', sessionId: session.id, pending, scroll: 0 },
    notice: null,
  });
}

function openRejection(state: WatchState, session: Session): Step {
  const { pending, id } = session;
  if (!pending) return say(state, `${oneLine(session.name)} waits for nothing that is known.`);
  return stay(state, { mode: { kind: 'reject', sessionId: id, pending, text: '' }, notice: null });
}

/** A key that is for the selected session. */
function onSession(state: WatchState, session: Session, key: string): Step {
  const { id } = session;
  const ended = session.status === 'exited';
  switch (key) {
    case 'a':
      return openApproval(state, session);
    case 'r':
      return openRejection(state, session);
    case 's':
      if (ended) return say(state, `${oneLine(session.name)} has ended.`);
      return stay(state, { mode: { kind: 'send', sessionId: id, text: '' }, notice: null });
    case 'i':
      return act(
        state,
        { kind: 'interrupt', sessionId: id },
        `Interrupting ${oneLine(session.name)}…`,
      );
    case 'k':
      if (ended) return say(state, `${oneLine(session.name)} has ended already.`);
      return stay(state, { mode: { kind: 'kill', sessionId: id }, notice: null });
    default:
      return stay(state);
  }
}

function inTable(state: WatchState, key: Key): Step {
  switch (key.kind) {
    case 'up':
      return moved(state, -1);
    case 'down':
      return moved(state, 1);
    case 'page-up':
      return moved(state, -bodyRows(state.size));
    case 'page-down':
      return moved(state, bodyRows(state.size));
    case 'home':
      return moved(state, -Infinity);
    case 'end':
      return moved(state, Infinity);
    case 'enter': {
      const session = sessionById(state, state.selected);
      if (!session) return stay(state);
      return stay(state, {
        mode: { kind: 'details', sessionId: session.id, scroll: 0 },
        notice: null,
      });
    }
    case 'char': {
      if (key.text === 'q') return { state, effects: [{ kind: 'quit' }] };
      if (key.text === '?' || key.text === 'h') return stay(state, { mode: { kind: 'help' } });
      const session = sessionById(state, state.selected);
      return session ? onSession(state, session, key.text) : stay(state);
    }
    default:
      // Also a paste: text is never taken for keys.
      return stay(state, { notice: null });
  }
}

function scrolled(scroll: number, key: Key, furthest: number, page: number): number {
  const by = {
    up: -1,
    down: 1,
    'page-up': -page,
    'page-down': page,
    home: -Infinity,
    end: Infinity,
  };
  const step = key.kind in by ? by[key.kind as keyof typeof by] : 0;
  return Math.min(Math.max(scroll + step, 0), furthest);
}

type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { kind: Kind }>;

function inApproval(state: WatchState, mode: ModeOf<'approve'>, key: Key): Step {
  const { sessionId, pending } = mode;
  const session = sessionById(state, sessionId);
  if (!session) return stay(state, { mode: TABLE });
  const lines = dialogLines(session, pending, state.size.columns).length;
  const furthest = furthestScroll(lines, state.size);
  if (key.kind === 'char' && (key.text === 'y' || key.text === 'Y')) {
    if (mode.scroll < furthest) return say(state, 'There is more: ↓ to its end first.', 'bad');
    const effect: Effect = { kind: 'approve', sessionId, requestId: pending.id };
    return act(state, effect, `Approving for ${oneLine(session.name)}…`);
  }
  if (key.kind === 'escape' || (key.kind === 'char' && /^[nNq]$/.test(key.text))) {
    return stay(state, { mode: TABLE, notice: { tone: 'plain', text: 'Nothing was approved.' } });
  }
  const scroll = scrolled(mode.scroll, key, furthest, bodyRows(state.size));
  return stay(state, { mode: { ...mode, scroll }, notice: null });
}

function typed(text: string, key: Key): string {
  if (key.kind === 'clear') return '';
  if (key.kind === 'backspace') return Array.from(text).slice(0, -1).join('');
  if (key.kind !== 'char' && key.kind !== 'paste') return text;
  return `${text}${key.text}`.slice(0, LONGEST_TEXT);
}

function inText(state: WatchState, mode: ModeOf<'send' | 'reject'>, key: Key): Step {
  const name = oneLine(sessionById(state, mode.sessionId)?.name ?? mode.sessionId);
  if (key.kind === 'escape') {
    return stay(state, { mode: TABLE, notice: { tone: 'plain', text: 'Nothing was sent.' } });
  }
  if (key.kind !== 'enter') {
    return stay(state, { mode: { ...mode, text: typed(mode.text, key) }, notice: null });
  }
  const { sessionId, text } = mode;
  if (mode.kind === 'reject') {
    const feedback = text.trim() === '' ? null : text;
    const effect: Effect = { kind: 'reject', sessionId, requestId: mode.pending.id, feedback };
    return act(state, effect, `Rejecting for ${name}…`);
  }
  if (text.trim() === '') return say(state, 'Type what to send, or Escape.');
  return act(state, { kind: 'send', sessionId, text }, `Sending to ${name}…`);
}

function inDetails(state: WatchState, mode: ModeOf<'details'>, key: Key): Step {
  if (key.kind === 'escape' || key.kind === 'enter' || (key.kind === 'char' && key.text === 'q')) {
    return stay(state, { mode: TABLE });
  }
  const session = sessionById(state, mode.sessionId);
  if (key.kind === 'char' && session) return onSession(state, session, key.text);
  // How many lines there are does not depend on the time.
  const lines = session ? detailLines(session, state.size.columns, 0).length : 0;
  const furthest = furthestScroll(lines, state.size);
  const scroll = scrolled(mode.scroll, key, furthest, bodyRows(state.size));
  return stay(state, { mode: { ...mode, scroll } });
}

/** What a key does, by what is on the screen. */
export function pressKey(state: WatchState, key: Key): Step {
  const { mode } = state;
  if (key.kind === 'interrupt') return { state, effects: [{ kind: 'quit' }] };
  switch (mode.kind) {
    case 'table':
      return inTable(state, key);
    case 'approve':
      return inApproval(state, mode, key);
    case 'kill': {
      const name = oneLine(sessionById(state, mode.sessionId)?.name ?? mode.sessionId);
      return key.kind === 'char' && key.text.toLowerCase() === 'y'
        ? act(state, { kind: 'kill', sessionId: mode.sessionId }, `Ending ${name}…`)
        : stay(state, { mode: TABLE, notice: { tone: 'plain', text: 'Nothing was ended.' } });
    }
    case 'send':
    case 'reject':
      return inText(state, mode, key);
    case 'details':
      return inDetails(state, mode, key);
    case 'help':
      return stay(state, { mode: TABLE });
  }
}
