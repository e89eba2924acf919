import { AegisError, type AegisEvent, type CutReason, type StreamReady } from '@aegis/protocol';
import type { ServerLimits } from '../../limits.ts';
import type { After } from '../../timers.ts';
import type { EventSink } from './event-sink.ts';
import { pieces } from './pieces.ts';

/** Characters that are written at once: a client that takes a part of a large event is not taken for stalled. */
const PIECE = 64 * 1024;

const WHY: Record<CutReason, string> = {
  slow: 'You took nothing for too long. Go on from the last id that you saw.',
  events_pruned:
    'You fell so far behind that what comes next is gone. Read the sessions anew, then go on.',
  token_ended: 'Your token was revoked or has expired. Go on with another one.',
  shutting_down: 'The server stops. Go on from the last id that you saw once it is back.',
  failed: 'The events could not be read. Go on from the last id that you saw.',
};

export interface PumpOptions {
  start: StreamReady;
  /** Opens the events after `start`; they end when the server closes, or when the signal is aborted. */
  open: (signal: AbortSignal) => AsyncIterable<AegisEvent>;
  /** Whether the caller's token still holds. */
  isAllowed: () => boolean;
  limits: Pick<ServerLimits, 'heartbeatMs' | 'stallMs' | 'cutGraceMs'>;
  after: After;
  /** Something went wrong that is not the client's doing. */
  onFailure: (error: unknown) => void;
}

export interface Pump {
  /** Resolves with why it was cut; null where the client left. */
  ended: Promise<CutReason | null>;
  cut(reason: CutReason): void;
}

/**
 * Feeds one stream, at its client's pace: what the client has not taken is not read from the store, so a slow one costs
 * one page of events, and nobody waits for it.
 */
export function pumpEvents(sink: EventSink, options: PumpOptions): Pump {
  const { start, limits, after } = options;
  const over = new AbortController();
  let isMidFrame = false;
  let isWriting = false;
  let stopBeating = beatLater();
  let resolveEnded: (reason: CutReason | null) => void = () => undefined;
  const ended = new Promise<CutReason | null>((resolve) => (resolveEnded = resolve));

  function end(reason: CutReason | null): void {
    if (over.signal.aborted) return;
    over.abort();
    stopBeating();
    if (reason !== null) {
      sink.cut({ reason, message: WHY[reason] }, !isMidFrame);
      // A client that does not read would keep its connection for ever.
      after(limits.cutGraceMs, () => sink.destroy());
    }
    resolveEnded(reason);
  }

  function beatLater(): () => void {
    return after(limits.heartbeatMs, () => {
      if (!options.isAllowed() || !sink.isAlive()) {
        end(options.isAllowed() ? 'slow' : 'token_ended');
        return;
      }
      // A client that has no room is sent no more: its stall is counted already.
      if (!isWriting) sink.beat();
      stopBeating = beatLater();
    });
  }

  async function write(text: string): Promise<void> {
    for (const { piece, isLast } of pieces(text, PIECE)) {
      if (over.signal.aborted) return;
      const stopCounting = after(limits.stallMs, () => end('slow'));
      isMidFrame = !isLast;
      isWriting = true;
      await sink.write(piece, isLast);
      isWriting = false;
      stopCounting();
    }
  }

  async function run(): Promise<void> {
    await write(sink.spell.ready(start));
    for await (const event of options.open(over.signal)) {
      if (!options.isAllowed()) end('token_ended');
      if (over.signal.aborted) return;
      await write(sink.spell.event(event));
    }
    end('shutting_down');
  }

  if (sink.gone.aborted) end(null);
  else sink.gone.addEventListener('abort', () => end(null), { once: true });
  run().catch((error: unknown) => {
    const isBehind = AegisError.is(error) && error.code === 'events_pruned';
    if (!isBehind) options.onFailure(error);
    end(isBehind ? 'events_pruned' : 'failed');
  });
  return { ended, cut: end };
}
