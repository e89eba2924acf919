import { type SessionStatus, WAITING_STATUSES } from '@aegis/protocol';
import type { Style } from '../output.ts';

const WAITING = new Set<SessionStatus>(WAITING_STATUSES);

export function isWaiting(status: SessionStatus): boolean {
  return WAITING.has(status);
}

/** The colour that goes with a status. */
export function statusStyle(status: SessionStatus, style: Style): (text: string) => string {
  if (isWaiting(status)) return style.yellow;
  if (status === 'idle') return style.green;
  if (status === 'exited') return style.dim;
  return status === 'unknown' ? style.red : style.cyan;
}
