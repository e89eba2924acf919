import type { CutReason } from '@aegis/protocol';
import type { WebSocket } from 'ws';
import type { EventSink } from './event-sink.ts';

/** What may lie unsent in this process before a stream waits, in bytes. */
const ROOM_BYTES = 64 * 1024;
/** Pings in a row without a pong until a client is taken for dead. */
const MISSED_PONGS = 3;

/** RFC 6455, section 7.4.1, and its registry; 1013 is "try again later". */
const CLOSE_CODES: Record<CutReason, number> = {
  slow: 1013,
  events_pruned: 1013,
  token_ended: 1008,
  shutting_down: 1001,
  failed: 1011,
};

/** A WebSocket as the end of an event stream: one JSON text for each event, pings for beats. What it says is not heard. */
export function createWebSocketSink(socket: WebSocket): EventSink {
  const gone = new AbortController();
  const waiting = new Set<() => void>();
  let missedPongs = 0;
  const isOpen = () => socket.readyState === socket.OPEN;
  const leave = () => {
    gone.abort();
    for (const wake of waiting) wake();
  };
  socket.on('pong', () => (missedPongs = 0));
  socket.on('close', leave);
  // A broken frame or connection; its `close` follows.
  socket.on('error', () => undefined);
  return {
    gone: gone.signal,
    spell: {
      ready: (ready) => JSON.stringify({ type: 'ready', ...ready }),
      event: (event) => JSON.stringify(event),
    },
    write: (text, isWhole) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          resolve();
        };
        if (isOpen()) {
          waiting.add(done);
          socket.send(text, { fin: isWhole }, done);
        }
        // Nobody waits for what is gone, either.
        if (!isOpen() || socket.bufferedAmount < ROOM_BYTES) done();
      }),
    beat() {
      missedPongs += 1;
      if (isOpen()) socket.ping();
    },
    isAlive: () => missedPongs < MISSED_PONGS,
    cut(cut, canSay) {
      if (canSay && isOpen()) socket.send(JSON.stringify({ type: 'cut', ...cut }));
      socket.close(CLOSE_CODES[cut.reason], cut.reason);
    },
    destroy: () => socket.terminate(),
  };
}
