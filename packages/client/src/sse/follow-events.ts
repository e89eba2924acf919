import { AegisError, type AegisEvent, type CutReason } from '@aegis/protocol';
import type { Delay, EventsOptions } from '../types.ts';
import { backoffMs } from './backoff.ts';
import { parseControl } from './parse-control.ts';
import { parseEvent } from './parse-event.ts';
import { readStream } from './read-stream.ts';

export interface EventSource {
  /** The stream's address, for errors. */
  request: string;
  /** @throws AegisError where the server cannot be reached or answers with an error */
  open: (position: StreamPosition) => Promise<ReadableStream<Uint8Array>>;
  delay: Delay;
}

/** Where to begin: `after` as the caller asked, `lastEventId` once an event has come. */
export type StreamPosition = { after: number | undefined } | { lastEventId: number };

/** A refusal stands, whoever asks again; all else may pass. */
function isRefusal(error: unknown): boolean {
  if (!AegisError.is(error)) return false;
  return error.code === 'server_answer_invalid' || (error.status >= 400 && error.status < 500);
}

/** Events over as many connections as it takes: in order, none twice, none left out. */
export async function* followEvents(
  source: EventSource,
  { after, signal, onOpen, onReady, onCut, onGap }: EventsOptions,
): AsyncGenerator<AegisEvent> {
  let lastId: number | null = null;
  let everOpened = false;
  let attempt = 0;
  let firstDelayMs: number | undefined;

  while (!signal?.aborted) {
    let cause: unknown = null;
    let reason: CutReason | null = null;
    try {
      const body = await source.open(lastId === null ? { after } : { lastEventId: lastId });
      everOpened = true;
      onOpen?.();
      for await (const message of readStream(body, { onRetry: (ms) => (firstDelayMs = ms) })) {
        const control = parseControl(message);
        if (control?.type === 'cut') {
          ({ reason } = control.cut);
          continue;
        }
        attempt = 0;
        if (control?.type === 'ready') {
          onReady?.(control.ready);
          const { gap, ...start } = control.ready;
          // After a gap the ids may begin anew, below what was seen.
          if (gap) lastId = start.after;
          if (gap) onGap?.(start);
        }
        const { id, event } = parseEvent(message, source.request);
        if (id !== null && id <= (lastId ?? after ?? -1)) continue;
        if (id !== null) lastId = id;
        if (event) yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!everOpened || isRefusal(error)) throw error;
      cause = error;
    }
    const retryInMs = backoffMs(attempt, firstDelayMs);
    attempt += 1;
    onCut?.({ retryInMs, error: cause, reason });
    await source.delay(retryInMs, signal);
  }
}
