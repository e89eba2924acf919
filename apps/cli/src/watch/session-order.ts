import type { Session } from '@aegis/protocol';
import { isWaiting } from '../views/status-style.ts';

export function waits({ pending, status }: Session): boolean {
  return status !== 'exited' && (pending !== null || isWaiting(status));
}

function rank(session: Session): number {
  if (waits(session)) return 0;
  return session.status === 'exited' ? 2 : 1;
}

/** Those that wait first, the longest waiting at the top; then the others, newest first; those that have ended last. */
export function inOrder(sessions: readonly Session[], showEnded: boolean): Session[] {
  return sessions
    .filter(({ status }) => showEnded || status !== 'exited')
    .sort((a, b) => {
      const byRank = rank(a) - rank(b);
      if (byRank !== 0) return byRank;
      const byTime =
        rank(a) === 0
          ? Date.parse(a.statusSince) - Date.parse(b.statusSince)
          : Date.parse(b.createdAt) - Date.parse(a.createdAt);
      return byTime === 0 ? a.id.localeCompare(b.id) : byTime;
    });
}
