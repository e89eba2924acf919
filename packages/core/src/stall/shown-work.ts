import { createHash } from 'node:crypto';
import { workShown } from '@aegis/status';
import type { SessionHandle } from '../ports/runtime.ts';

/** What a session's screen shows of its work, short enough to be kept. */
export function shownWork(handle: SessionHandle, version: string | null): string {
  const rows = workShown(handle.screen(), { version });
  return createHash('sha256').update(rows.join('\n')).digest('base64url').slice(0, 22);
}
