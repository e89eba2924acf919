import type { Token } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

/** Tokens, one on each line. `now` is epoch milliseconds. */
export function tokenTable(tokens: readonly Token[], style: Style, now: number): string {
  if (tokens.length === 0) return 'No tokens.';
  const head: Cell[] = ['ID', 'NAME', 'SCOPES', 'AGE', 'EXPIRES'].map((text) => ({
    text,
    style: style.dim,
  }));
  const rows = tokens.map(({ id, name, scopes, createdAt, expiresAt }): Cell[] => [
    { text: id },
    { text: oneLine(name) },
    { text: scopes.join(',') },
    { text: formatAge(now - Date.parse(createdAt)) },
    { text: expiresAt ?? 'never' },
  ]);
  return table([head, ...rows]);
}
