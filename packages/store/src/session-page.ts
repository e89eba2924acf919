import type { PageEnd } from './cursor.ts';
import type { SessionRow } from './types.ts';

export const DEFAULT_SESSION_LIMIT = 100;

/** Cut what was found to a page: pass one row more than the limit, so that the last page is known as such. */
export function toPage(
  found: SessionRow[],
  limit: number | undefined,
  encode: (end: PageEnd) => string,
): { sessions: SessionRow[]; nextCursor: string | null } {
  const sessions = found.slice(0, pageLimit(limit));
  const last = sessions.at(-1);
  const more = last !== undefined && found.length > sessions.length;
  return { sessions, nextCursor: more ? encode(last) : null };
}

export function pageLimit(limit: number = DEFAULT_SESSION_LIMIT): number {
  return Math.max(1, Math.trunc(limit));
}
