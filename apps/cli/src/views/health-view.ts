import type { Health, SessionHealth } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatSpan } from '../text/amounts.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { factTable } from './facts.ts';

function programOf(program: { version: string | null; problem: string | null } | undefined) {
  return program ? (program.problem ?? program.version) : null;
}

/** How the server is. */
export function healthView(health: Health, style: Style): string {
  const { sessions, runtime, store } = health;
  const byStatus = Object.entries(sessions?.byStatus ?? {})
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const total =
    sessions && `${sessions.total}${byStatus.length === 0 ? '' : `: ${byStatus.join(', ')}`}`;
  const facts = factTable(
    [
      ['version', health.version ?? null],
      ['up for', health.uptimeMs === undefined ? null : formatSpan(health.uptimeMs)],
      ['pid', health.pid === undefined ? null : String(health.pid)],
      ['state', health.stateDir ?? null],
      ['sessions', total ?? null],
      ['tmux', programOf(runtime?.tmux)],
      ['claude', programOf(runtime?.claude)],
      ['store', store ? (store.problem ?? 'ok') : null],
      ['damaged rows', store && store.damagedRows > 0 ? String(store.damagedRows) : null],
    ],
    style,
  );
  const state = health.status === 'ok' ? style.green('ok') : style.red(health.status);
  return facts === '' ? state : `${state}\n${indent(facts)}`;
}

/** Whether a session is well, and what to do where it is not. `now` is epoch milliseconds. */
export function sessionHealthView(health: SessionHealth, style: Style, now: number): string {
  const { id, status, healthy, alive, hints, pid } = health;
  const word = healthy ? style.green('well') : style.red(alive ? 'not well' : 'not alive');
  const active = `active ${formatAge(now - Date.parse(health.lastActivityAt))} ago`;
  const process = pid === null ? '' : `, process ${pid}`;
  return [
    `${id}  ${word}  ${status}, ${active}${process}`,
    ...hints.map(({ code, message }) => indent(`${style.yellow(code)}: ${message}`)),
  ].join('\n');
}
