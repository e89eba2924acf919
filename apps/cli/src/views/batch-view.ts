import { isEnded, type TaskRow, totalsOf } from '../batch/batch-state.ts';
import { describePending } from '../commands/pending-request.ts';
import type { Style } from '../output.ts';
import { formatCost, formatSpan } from '../text/amounts.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { listTable } from './facts.ts';
import { isWaiting, statusStyle } from './status-style.ts';

/** Finished tasks that are shown while others run: the last ones. */
const ENDED_SHOWN = 5;

function waits({ state, session }: TaskRow): boolean {
  return (
    state.kind === 'running' &&
    session !== null &&
    (session.pending !== null || isWaiting(session.status))
  );
}

function wordOf(row: TaskRow): string {
  const { state, session } = row;
  if (state.kind === 'ended') return state.outcome;
  return state.kind === 'running' && session ? session.status : state.kind;
}

function stateStyle(row: TaskRow, style: Style): (text: string) => string {
  const { state, session } = row;
  if (state.kind === 'ended') {
    if (state.outcome === 'completed') return style.green;
    return state.outcome === 'waiting' ? style.yellow : style.red;
  }
  if (state.kind === 'running' && session) return statusStyle(session.status, style);
  return style.dim;
}

function took({ startedAt, endedAt }: TaskRow, now: number): string {
  return startedAt === null ? '' : formatSpan((endedAt ?? now) - startedAt);
}

/** What there is to say of a task beside its state, on one line. */
export function taskRemark(row: TaskRow): string {
  const { state, session } = row;
  if (state.kind === 'ended' && state.error) return oneLine(state.error.error);
  if (session === null || (state.kind === 'ended' && state.outcome !== 'waiting')) {
    return oneLine(session?.lastTurn?.text ?? '');
  }
  if (session.pending !== null)
    return `waits: ${describePending(session)}  (aegis status ${session.id})`;
  return oneLine(session.statusText ?? '');
}

function cells(row: TaskRow, style: Style, now: number): Cell[] {
  return [
    { text: String(row.task.line), style: style.dim },
    { text: oneLine(row.session?.name ?? row.task.label) },
    { text: wordOf(row), style: stateStyle(row, style) },
    { text: took(row, now) },
    { text: taskRemark(row) },
  ];
}

/** How far a batch is, for a terminal: counts, what runs, what waits, and what ended last. */
export function batchProgress(rows: readonly TaskRow[], style: Style, now: number): string {
  const ended = rows.filter(isEnded);
  const queued = rows.filter(({ state }) => state.kind === 'queued').length;
  const waiting = rows.filter(waits).length;
  const running = rows.length - ended.length - queued;
  const head = [
    `${ended.length} of ${rows.length} ended`,
    `${running} running`,
    ...(waiting > 0 ? [style.yellow(`${waiting} waiting for an answer`)] : []),
    ...(queued > 0 ? [`${queued} to come`] : []),
  ].join(', ');
  const last = [...ended].sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).slice(-ENDED_SHOWN);
  const active = rows.filter((row) => !isEnded(row) && row.state.kind !== 'queued');
  const shown = [...last, ...active].map((row) => cells(row, style, now));
  return shown.length === 0 ? head : `${head}\n${table(shown)}`;
}

/** What a line says of a task where there is no terminal; the same text where nothing worth a line has changed. */
export function taskLine(row: TaskRow): string {
  const { task, session, state } = row;
  const name = oneLine(session?.name ?? task.label);
  const where = session === null ? '' : ` (${session.id})`;
  const remark = state.kind === 'ended' || waits(row) ? taskRemark(row) : '';
  return `${task.line} ${name}${where}: ${wordOf(row)}${remark === '' ? '' : `, ${remark}`}`;
}

/** How a batch ended: each task on a line, and the counts. */
export function batchTable(rows: readonly TaskRow[], style: Style, now: number): string {
  const body = rows.map((row): Cell[] => {
    const [line, name, state, span, remark] = cells(row, style, now);
    const cost = formatCost(row.session?.usage.costUsd ?? null);
    const empty = { text: '' };
    return [
      line ?? empty,
      { text: row.session?.id ?? '-' },
      name ?? empty,
      state ?? empty,
      span ?? empty,
      { text: cost },
      remark ?? empty,
    ];
  });
  const { completed, failed, waiting } = totalsOf(rows);
  const counts = [
    `${completed} completed`,
    ...(failed > 0 ? [`${failed} not`] : []),
    ...(waiting > 0 ? [`${waiting} waiting for an answer`] : []),
  ].join(', ');
  const head = ['LINE', 'SESSION', 'NAME', 'END', 'TOOK', 'COST', 'WHAT'];
  return `${listTable(head, body, { style, none: '' })}\n${counts}.`;
}
