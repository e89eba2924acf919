import type { AegisClient } from '@aegis/client';
import type { AegisEvent } from '@aegis/protocol';

export interface ReadEventsOptions {
  signal: AbortSignal;
  /** One session's events; without it all. */
  sessionId?: string | undefined;
  /** Events after this id; without it all that are kept or, with `follow`, those from now on. */
  after?: number | undefined;
  /** Go on with what happens. */
  follow: boolean;
  /** Called where events are missing. */
  onGap?: () => void;
}

/**
 * Guards against a server that does not say which event is the newest, and against a newest event of a type that this
 * version does not know: what is stored comes without such pauses.
 */
const SILENCE_MS = 3000;

/** Events in order: those that are stored and, with `follow`, what happens from then on. */
export async function* readEvents(
  client: AegisClient,
  { signal, sessionId, after, follow, onGap }: ReadEventsOptions,
): AsyncGenerator<AegisEvent> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  if (follow) {
    const one = sessionId === undefined ? {} : { sessionId };
    yield* client.events({ ...one, after, signal: either, onGap });
    signal.throwIfAborted();
    return;
  }
  const begin = after ?? 0;
  let newest = Infinity;
  const timer = setTimeout(() => end.abort(), SILENCE_MS);
  // Of all events: only there does the newest one come for certain.
  const events = client.events({
    after: begin,
    signal: either,
    // Who asks for all that is kept knows that there was more.
    onGap: after === undefined ? undefined : onGap,
    onReady: ({ lastEventId }) => {
      newest = lastEventId;
      if (newest <= begin) end.abort();
    },
  });
  try {
    for await (const event of events) {
      timer.refresh();
      if (sessionId === undefined || event.sessionId === sessionId) yield event;
      if (event.id >= newest) return;
    }
    signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
    end.abort();
  }
}
