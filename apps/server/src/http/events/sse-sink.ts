import type { EventSink } from './event-sink.ts';

function frame(type: string, id: number | null, data: unknown): string {
  const line = id === null ? '' : `id: ${id}\n`;
  return `event: ${type}\n${line}data: ${JSON.stringify(data)}\n\n`;
}

/** Beats in a row that nobody took until a client is taken for dead. */
const MISSED_BEATS = 3;

export interface SseSink extends EventSink {
  body: ReadableStream<Uint8Array>;
}

/**
 * A stream of server-sent events as a response's body. Beats are comments, which no client has to answer.
 * @param hangUp closes the connection itself, which a reader that takes nothing would keep
 */
export function createSseSink(hangUp: () => void): SseSink {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  let wake: () => void = () => undefined;
  let beatsNotTaken = 0;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const leave = () => {
    controller = null;
    gone.abort();
    wake();
  };
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    pull: () => wake(),
    cancel: leave,
  });
  const put = (text: string) => controller?.enqueue(encoder.encode(text));
  return {
    body,
    gone: gone.signal,
    spell: {
      // Its id is where a client goes on that is cut off before its first event.
      ready: (ready) => frame('ready', ready.after, ready),
      event: (event) => frame(event.type, event.id, event),
    },
    write(text) {
      put(text);
      if ((controller?.desiredSize ?? 1) > 0) return Promise.resolve();
      return new Promise((resolve) => (wake = resolve));
    },
    beat() {
      // What lies there is a beat that was not taken; one is enough.
      const isRoom = (controller?.desiredSize ?? 0) > 0;
      beatsNotTaken = isRoom ? 0 : beatsNotTaken + 1;
      if (isRoom) put(': still here\n\n');
    },
    isAlive: () => beatsNotTaken < MISSED_BEATS,
    cut(cut, canSay) {
      if (canSay) put(frame('cut', null, cut));
      controller?.close();
      controller = null;
      wake();
    },
    destroy: () => {
      leave();
      hangUp();
    },
  };
}
