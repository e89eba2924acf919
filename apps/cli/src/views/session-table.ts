import type { Session } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { statusStyle } from './status-style.ts';

/** Sessions, one on each line. `now` is epoch milliseconds. */
export function sessionTable(sessions: readonly Session[], style: Style, now: number): string {
  if (sessions.length === 0) return 'No sessions.';
  const head: Cell[] = ['ID', 'NAME', 'STATUS', 'FOR', 'DIRECTORY'].map((text) => ({
    text,
    style: style.dim,
  }));
  const rows = sessions.map((session): Cell[] => [
    { text: session.id },
    { text: oneLine(session.name) },
    { text: session.status, style: statusStyle(session.status, style) },
    { text: formatAge(now - Date.parse(session.statusSince)) },
    { text: oneLine(session.workDir) },
  ]);
  return table([head, ...rows]);
}
