import type { MemoryEntry } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { oneLine } from '../text/neutralise.ts';
import { listTable } from './facts.ts';

const LONGEST_VALUE = 80;

/** A value as it can be read: text as it is, all else as JSON. */
export function memoryValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** Entries of the shared state, one on each line. `now` is epoch milliseconds. */
export function memoryTable(entries: readonly MemoryEntry[], style: Style, now: number): string {
  const rows = entries.map(({ key, value, updatedAt, expiresAt }) => [
    { text: key },
    { text: formatAge(now - Date.parse(updatedAt)) },
    { text: expiresAt === null ? 'never' : `in ${formatAge(Date.parse(expiresAt) - now)}` },
    { text: oneLine(shorten(memoryValue(value))) },
  ]);
  return listTable(['KEY', 'AGE', 'EXPIRES', 'VALUE'], rows, { style, none: 'No entries.' });
}
