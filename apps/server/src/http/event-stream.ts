import type { Aegis } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** Milliseconds between comments on a quiet stream, so that no proxy takes it for dead. */
const HEARTBEAT_MS = 15_000;

/** The id to go on after: the header that an EventSource sends on its own, or the query. */
export function resumeAfter(
  lastEventId: string | undefined,
  after: number | undefined,
): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return after;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new AegisError(
    'invalid_request',
    `The Last-Event-ID header is "${lastEventId.slice(0, 40)}", which is no event id. Send the \`id\` of the last event that you got, or leave it out.`,
  );
}

export interface EventStream {
  after: number | undefined;
  sessionId?: string;
  /** The stream has broken off, and its client will ask again. */
  onError: (error: unknown) => void;
}

/** Events as server-sent events with `id:` and `event:`, from the store on, then live. */
export function streamEvents(context: Context, aegis: Aegis, options: EventStream): Response {
  const { after, onError, ...rest } = options;
  return streamSSE(context, async (stream) => {
    const stop = new AbortController();
    stream.onAbort(() => stop.abort());
    const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
    try {
      const from = after ?? aegis.lastEventId();
      // Its id is where a client goes on that is cut off before its first event.
      await stream.writeSSE({ id: String(from), event: 'ready', data: '{}' });
      const events = aegis.events({ ...rest, after: from, signal: stop.signal });
      // Each write waits until the client has room: a slow client slows only itself.
      for await (const event of events) {
        await stream.writeSSE({
          id: String(event.id),
          event: event.type,
          data: JSON.stringify(event),
        });
      }
    } catch (error) {
      onError(error);
    } finally {
      clearInterval(heartbeat);
    }
  });
}
