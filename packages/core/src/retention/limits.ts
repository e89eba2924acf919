const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long Aegis keeps what it stored. 0: without end. */
export interface RetentionOptions {
  /** Days that an event is kept, and that a settled prompt is, with its idempotency key. Default 30. */
  eventMaxAgeDays?: number;
  /** How many events are kept, the newest ones. Default 200,000. */
  eventMaxCount?: number;
  /** Days that a session, or a pipeline, is kept after its end. Default 90. */
  sessionMaxAgeDays?: number;
}

/** In milliseconds; null: without end. */
export interface RetentionLimits {
  eventMaxAgeMs: number | null;
  eventMaxCount: number | null;
  sessionMaxAgeMs: number | null;
}

export function retentionLimits({
  eventMaxAgeDays = 30,
  eventMaxCount = 200_000,
  sessionMaxAgeDays = 90,
}: RetentionOptions = {}): RetentionLimits {
  return {
    eventMaxAgeMs: eventMaxAgeDays > 0 ? eventMaxAgeDays * DAY_MS : null,
    eventMaxCount: eventMaxCount > 0 ? eventMaxCount : null,
    sessionMaxAgeMs: sessionMaxAgeDays > 0 ? sessionMaxAgeDays * DAY_MS : null,
  };
}
