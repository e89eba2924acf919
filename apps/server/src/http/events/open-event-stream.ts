import type { Aegis } from '@aegis/core';
import type { ServerLimits } from '../../limits.ts';
import type { After } from '../../timers.ts';
import type { EventSink } from './event-sink.ts';
import type { OpenStreams } from './open-streams.ts';
import { pumpEvents, type PumpOptions } from './pump-events.ts';
import { createSseSink } from './sse-sink.ts';
import { createWebSocketSink } from './websocket-sink.ts';
import type { Upgrade } from './upgrade.ts';

export interface StreamRequest {
  aegis: Aegis;
  after: number | undefined;
  /** Of one session; every session's without it. */
  sessionId?: string;
  isAllowed: () => boolean;
  /** Where the request asks for a WebSocket, and may have one. */
  upgrade: Upgrade | undefined;
  /** Closes the connection of the request. */
  hangUp: () => void;
  onFailure: (error: unknown) => void;
}

export interface StreamDependencies {
  streams: OpenStreams;
  limits: ServerLimits;
  after: After;
}

/** Events as server-sent events, or over a WebSocket: from the store on, then live. */
export function openEventStream(
  request: StreamRequest,
  { streams, limits, after }: StreamDependencies,
): Response {
  const { aegis, sessionId, isAllowed, upgrade, onFailure } = request;
  const start = aegis.eventsStart(request.after);
  const open: PumpOptions['open'] = (signal) =>
    aegis.events({ after: start.after, signal, ...(sessionId === undefined ? {} : { sessionId }) });
  const feed = (sink: EventSink) =>
    streams.add(pumpEvents(sink, { start, open, isAllowed, limits, after, onFailure }));
  if (upgrade) return upgrade.accept((socket) => feed(createWebSocketSink(socket)));
  const sink = createSseSink(request.hangUp);
  feed(sink);
  return new Response(sink.body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Nginx would hold events back.
      'x-accel-buffering': 'no',
    },
  });
}
