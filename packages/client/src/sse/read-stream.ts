import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A `message-added` event carries a tool's whole output; nothing of ours comes near this. */
const LONGEST_EVENT_CHARACTERS = 64 * 1024 * 1024;

export interface StreamHandlers {
  /** The server's own wish for the delay before a reconnect, in milliseconds. */
  onRetry: (milliseconds: number) => void;
}

/** The messages of one connection, until the server ends it or the connection breaks. */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
  handlers: StreamHandlers,
): AsyncGenerator<EventSourceMessage> {
  const arrived: EventSourceMessage[] = [];
  const failures: Error[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT_CHARACTERS,
    onEvent: (message) => arrived.push(message),
    // The parser takes any number of digits.
    onRetry: (milliseconds) => {
      if (Number.isSafeInteger(milliseconds)) handlers.onRetry(milliseconds);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') failures.push(error);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
      const [failure] = failures;
      if (failure) throw failure;
    }
  } finally {
    // Cancelling a stream that already failed rejects with the failure that is on its way up.
    await reader.cancel().catch(() => undefined);
  }
}
