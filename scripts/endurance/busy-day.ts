/**
 * What one hour of a busy day comes to. Counted, not timed: what can pile up in a server piles up with what happens in it,
 * not with the hours in which nothing does. A day is 24 of these.
 */
export const BUSY_HOUR = {
  /** Sessions that are created with a prompt, ask for a permission, are read and killed. */
  sessions: 20,
  /** Turns of the session that lives all day, sent as queues. */
  turns: 60,
  /** Prompts of that session that wait at once. */
  queued: 3,
  /** Clients that open an event stream, hear something, and go. */
  streams: 40,
} as const;

/** Everything that was done, over all hours. */
export interface Done {
  sessions: number;
  turns: number;
  permissions: number;
  streams: number;
  events: number;
}

export const NOTHING_DONE: Done = { sessions: 0, turns: 0, permissions: 0, streams: 0, events: 0 };
