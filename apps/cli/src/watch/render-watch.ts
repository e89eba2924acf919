import type { Session } from '@aegis/protocol';
import stringWidth from 'string-width';
import { describePending } from '../commands/pending-request.ts';
import type { Style } from '../output.ts';
import { cutTo, fit, wrap } from '../terminal/fit.ts';
import { formatCost } from '../text/amounts.ts';
import { formatAge } from '../text/duration.ts';
import { neutralise, oneLine } from '../text/neutralise.ts';
import { statusStyle } from '../views/status-style.ts';
import { detailLines } from './detail-lines.ts';
import { bodyRows, dialogLines, furthestScroll } from './dialog-lines.ts';
import { waits } from './session-order.ts';
import { sessionById, type WatchState } from './watch-state.ts';

const WIDEST_NAME = 24;
const STATUS = 17;
const SINCE = 5;
const COST = 9;

const HELP = [
  '↑ ↓        choose a session; those that wait for an answer stand first',
  'a          approve: shows what, and asks',
  'r          reject, with what Claude should do instead',
  's          send text; while a question is open, it answers it',
  'Enter      all that is known of it',
  'i          interrupt its turn',
  'k          end it; asks first',
  'q, Ctrl-C  leave; the sessions go on',
];

const KEYS =
  '↑↓ choose  a approve  r reject  s send  Enter details  i interrupt  k kill  ? help  q quit';

type Lines = string[];
type Paint = (text: string) => string;

/** What a session does, on one line: what it waits on before anything else. */
export function doingOf(session: Session): string {
  const { statusText, lastTurn, stall, status, exit } = session;
  if (session.pending) return describePending(session);
  if (waits(session)) return 'what it asks is not known yet';
  if (stall) return `stalled${stall.toolName === null ? '' : ` in ${oneLine(stall.toolName)}`}`;
  if (statusText !== null) return oneLine(statusText);
  if (status === 'exited') return exit?.reason ?? '';
  if (status === 'idle' && lastTurn) {
    return lastTurn.outcome === 'completed' ? oneLine(lastTurn.text ?? '') : lastTurn.outcome;
  }
  return '';
}

type Cells = Record<'name' | 'status' | 'since' | 'cost' | 'does', string>;

const HEAD: Cells = { name: 'NAME', status: 'STATUS', since: 'FOR', cost: 'COST', does: 'DOES' };

function cellsOf(session: Session, now: number): Cells {
  return {
    name: oneLine(session.name),
    status: session.status,
    since: formatAge(now - Date.parse(session.statusSince)),
    cost: formatCost(session.usage.costUsd),
    does: doingOf(session),
  };
}

function tableLines(state: WatchState, style: Style, now: number): Lines {
  const { sessions, selected, size } = state;
  if (sessions.length === 0) {
    const none =
      state.connection === 'connecting' ? 'Connecting…' : 'No sessions. aegis create starts one.';
    return [cutTo(none, size.columns)];
  }
  const names = sessions.map(({ name }) => stringWidth(oneLine(name)));
  const name = Math.min(WIDEST_NAME, Math.max(4, ...names));
  const rest = size.columns - 2 - name - STATUS - SINCE - COST - 4;
  // A narrow terminal shows the beginning of each row.
  const row = (mark: string, cells: Cells, paint: Paint) =>
    cutParts(size.columns, [
      { text: `${mark}${fit(cells.name, name)} ` },
      { text: fit(cells.status, STATUS), paint },
      { text: ` ${fit(cells.since, SINCE)} ${fit(cells.cost, COST)}` },
      { text: rest > 0 ? ` ${cutTo(cells.does, rest)}` : '' },
    ]);
  const head = row('  ', HEAD, (text) => text);
  const at = Math.max(
    0,
    sessions.findIndex(({ id }) => id === selected),
  );
  const room = bodyRows(size) - 1;
  // The selected one stays in sight.
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), sessions.length - room));
  const body = sessions.slice(first, first + Math.max(1, room)).map((session) => {
    const mark = session.id === selected ? '> ' : '  ';
    const cells = cellsOf(session, now);
    const line = row(mark, cells, statusStyle(session.status, style));
    return session.id === selected ? style.bold(line) : line;
  });
  return [style.dim(head), ...body];
}

/** Parts beside one another, cut to the width before they get their colours. */
function cutParts(columns: number, parts: readonly { text: string; paint?: Paint }[]): string {
  let left = columns;
  return parts
    .map(({ text, paint }) => {
      const cut = cutTo(text, left);
      left -= stringWidth(cut);
      return paint && cut !== '' ? paint(cut) : cut;
    })
    .join('');
}

function scrolledLines(lines: readonly string[], scroll: number, size: WatchState['size']): Lines {
  const from = Math.min(scroll, furthestScroll(lines.length, size));
  return lines.slice(from, from + bodyRows(size));
}

function more(lines: readonly string[], scroll: number, size: WatchState['size']): string {
  const below = lines.length - scroll - bodyRows(size);
  return below > 0 ? ` (↓ ${below} more lines)` : '';
}

/** What is being typed: its end, where it has no room. */
function typedLine(label: string, text: string, columns: number): string {
  const shown = oneLine(neutralise(text));
  const room = Math.max(1, columns - stringWidth(label) - 1);
  const wrapped = stringWidth(shown) <= room ? shown : `…${endOf(shown, room - 1)}`;
  return cutTo(`${label}${wrapped}█`, columns);
}

function endOf(text: string, columns: number): string {
  const characters = Array.from(text);
  let kept = '';
  for (let index = characters.length - 1; index >= 0; index -= 1) {
    const longer = `${characters[index] ?? ''}${kept}`;
    if (stringWidth(longer) > columns) break;
    kept = longer;
  }
  return kept;
}

interface Parts {
  body: Lines;
  /** What keys do now. */
  foot: string;
}

function parts(state: WatchState, style: Style, now: number): Parts {
  const { mode, size } = state;
  const { columns } = size;
  const session = 'sessionId' in mode ? sessionById(state, mode.sessionId) : null;
  const name = session ? oneLine(session.name) : '';
  switch (mode.kind) {
    case 'table':
      return { body: tableLines(state, style, now), foot: style.dim(cutTo(KEYS, columns)) };
    case 'help':
      return {
        body: HELP.map((line) => cutTo(line, columns)),
        foot: style.dim(cutTo('any key goes back', columns)),
      };
    case 'approve': {
      const lines = session ? dialogLines(session, mode.pending, columns) : [];
      const question = `Approve this? y approves, n does not${more(lines, mode.scroll, size)}`;
      return {
        body: scrolledLines(lines, mode.scroll, size),
        foot: style.yellow(cutTo(question, columns)),
      };
    }
    case 'details': {
      const lines = session ? detailLines(session, columns, now) : [];
      const keys = `Escape goes back${more(lines, mode.scroll, size)}`;
      return {
        body: scrolledLines(lines, mode.scroll, size),
        foot: style.dim(cutTo(keys, columns)),
      };
    }
    case 'kill':
      return {
        body: tableLines(state, style, now),
        foot: style.red(cutTo(`End ${name} and all that it started? y ends it`, columns)),
      };
    case 'send':
      return {
        body: tableLines(state, style, now),
        foot: typedLine(`To ${cutTo(name, WIDEST_NAME)}: `, mode.text, columns),
      };
    case 'reject':
      return {
        body: [
          ...wrap(oneLine(`${name}: ${session ? describePending(session) : ''}`), columns),
          '',
          cutTo(
            'Enter rejects it. What should Claude do instead? (may be left empty; Escape: not)',
            columns,
          ),
        ].slice(-bodyRows(size)),
        foot: typedLine('Instead: ', mode.text, columns),
      };
  }
}

function headLine({ sessions, connection, size }: WatchState, style: Style): string {
  const waiting = sessions.filter(waits).length;
  const cost = sessions.reduce((sum, { usage }) => sum + (usage.costUsd ?? 0), 0);
  const text = [
    `aegis: ${sessions.length} session${sessions.length === 1 ? '' : 's'}`,
    ...(waiting > 0 ? [`${waiting} waiting for an answer`] : []),
    ...(cost > 0 ? [formatCost(cost)] : []),
    ...(connection === 'lost' ? ['the server does not answer; trying again'] : []),
  ].join(', ');
  const paint = connection === 'lost' ? style.red : waiting > 0 ? style.yellow : style.bold;
  return paint(cutTo(text, size.columns));
}

function noticeLine({ notice, size }: WatchState, style: Style): string {
  if (!notice) return '';
  const paint = { good: style.green, bad: style.red, plain: (text: string) => text }[notice.tone];
  return paint(cutTo(oneLine(notice.text), size.columns));
}

/**
 * The screen as lines, at most as many as there are rows, none wider than its columns. Whatever sessions say has its
 * control characters made visible. `now` is epoch milliseconds.
 */
export function renderWatch(state: WatchState, style: Style, now: number): string[] {
  const { body, foot } = parts(state, style, now);
  const room = bodyRows(state.size);
  const shown = body.slice(0, room);
  const blank = Array.from({ length: room - shown.length }, () => '');
  const lines = [headLine(state, style), ...shown, ...blank, noticeLine(state, style), foot];
  // On a terminal of two rows or less what keys do comes before everything else.
  return lines.slice(-Math.max(1, state.size.rows));
}
