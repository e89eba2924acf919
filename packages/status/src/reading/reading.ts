import type { SessionStatus } from '@aegis/protocol';
import type { ScreenReading } from '../types.ts';

/** A reading with nothing but what is given. */
export function reading(
  status: SessionStatus,
  rule: string,
  rest: Partial<Omit<ScreenReading, 'status' | 'rule'>> = {},
): ScreenReading {
  return {
    status,
    rule,
    statusText: null,
    dialog: null,
    composer: null,
    activity: null,
    modeLine: null,
    turnEnd: null,
    closed: false,
    queued: 0,
    ...rest,
  };
}
