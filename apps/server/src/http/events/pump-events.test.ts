import { AegisError, type AegisEvent, type StreamServerCut } from '@aegis/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { createManualTimers, type ManualTimers } from '../../testing/manual-timers.ts';
import type { EventSink } from './event-sink.ts';
import { pumpEvents, type Pump, type PumpOptions } from './pump-events.ts';

const START = { after: 0, firstEventId: 1, lastEventId: 3, gap: false };
const limits = { heartbeatMs: 100, stallMs: 1_000, cutGraceMs: 50 };

function event(id: number, padding = ''): AegisEvent {
  return {
    id,
    sessionId: 'ses_11111111111111111111',
    at: '2026-01-01T00:00:00.000Z',
    type: 'delivery-changed',
    data: { messageId: padding, verdict: 'delivered', attempts: 1, evidence: null, tookMs: null },
  };
}

/** A client that takes what it is given as long as `takes` is true. */
class FakeSink implements EventSink {
  takes = true;
  isHealthy = true;
  written: string[] = [];
  beats = 0;
  cuts: { reason: string; canSay: boolean }[] = [];
  destroyed = 0;
  readonly #gone = new AbortController();
  #wake: () => void = () => undefined;
  gone = this.#gone.signal;
  spell = {
    ready: () => 'ready',
    event: ({ id, data }: AegisEvent) =>
      'messageId' in data ? `${id}${data.messageId}` : String(id),
  };
  write(text: string): Promise<void> {
    this.written.push(text);
    if (this.takes) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }
  take(): void {
    this.#wake();
  }
  beat(): void {
    this.beats += 1;
  }
  isAlive(): boolean {
    return this.isHealthy;
  }
  cut({ reason }: StreamServerCut, canSay: boolean): void {
    this.cuts.push({ reason, canSay });
  }
  destroy(): void {
    this.destroyed += 1;
    this.#gone.abort();
    this.#wake();
  }
}

let timers: ManualTimers;
let sink: FakeSink;
let failures: unknown[];
beforeEach(() => {
  timers = createManualTimers();
  sink = new FakeSink();
  failures = [];
});

/** Those events, then silence until the stream ends. */
function source(events: readonly AegisEvent[], read: number[] = []): PumpOptions['open'] {
  return async function* (signal) {
    for (const each of events) {
      read.push(each.id);
      yield each;
    }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
}
function start(options: Partial<PumpOptions> = {}): Pump {
  return pumpEvents(sink, {
    start: START,
    open: source([event(1), event(2)]),
    isAllowed: () => true,
    limits,
    after: timers.after,
    onFailure: (error) => failures.push(error),
    ...options,
  });
}

describe('pumpEvents', () => {
  test('opens, then gives each event', async () => {
    start();
    await timers.pass(0);
    expect(sink.written).toEqual(['ready', '1', '2']);
  });

  test('a quiet stream beats and is never cut, however long', async () => {
    start();
    await timers.pass(100_000);
    expect(sink.beats).toBe(1_000);
    expect(sink.cuts).toEqual([]);
  });

  test('reads no further than its client takes', async () => {
    const read: number[] = [];
    start({ open: source([event(1), event(2), event(3)], read) });
    sink.takes = false;
    await timers.pass(10);
    expect([sink.written, read]).toEqual([['ready', '1'], [1]]);
    sink.take();
    await timers.pass(10);
    expect([sink.written.at(-1), read]).toEqual(['2', [1, 2]]);
  });

  test('one that takes nothing for too long is cut, told why, and hung up on', async () => {
    sink.takes = false;
    const pump = start();
    await timers.pass(999);
    expect(sink.cuts).toEqual([]);
    await timers.pass(1);
    expect(sink.cuts).toEqual([{ reason: 'slow', canSay: true }]);
    expect(sink.destroyed).toBe(0);
    await timers.pass(50);
    expect([sink.destroyed, await pump.ended, timers.pending()]).toEqual([1, 'slow', 0]);
  });

  test('one that is slow but takes something is not', async () => {
    sink.takes = false;
    start({ open: source(Array.from({ length: 20 }, (_, index) => event(index + 1))) });
    for (let turn = 0; turn < 20; turn += 1) {
      await timers.pass(900);
      sink.take();
    }
    await timers.pass(10);
    expect(sink.cuts).toEqual([]);
    expect(sink.written.length).toBeGreaterThan(15);
  });

  test('no beat lies upon what is not taken yet', async () => {
    sink.takes = false;
    start();
    await timers.pass(900);
    expect(sink.beats).toBe(0);
  });

  test('a large event goes in pieces; in the midst of one nothing is said', async () => {
    const padding = 'x'.repeat(150_000);
    start({ open: source([event(1, padding)]) });
    sink.takes = false;
    await timers.pass(10);
    sink.take();
    await timers.pass(2_000);
    expect(sink.written.slice(1).map(({ length }) => length)).toEqual([65_536, 65_536]);
    expect(sink.cuts).toEqual([{ reason: 'slow', canSay: false }]);
  });

  test('a client that leaves ends it without a word', async () => {
    const pump = start();
    await timers.pass(10);
    sink.destroy();
    expect(await pump.ended).toBeNull();
    expect([sink.cuts, timers.pending()]).toEqual([[], 0]);
  });

  test('a client that answers no beat is cut', async () => {
    const pump = start();
    sink.isHealthy = false;
    await timers.pass(100);
    expect(await pump.ended).toBe('slow');
  });

  test('a token that ends cuts it at the next beat, and gives no further event', async () => {
    let isAllowed = true;
    start({ isAllowed: () => isAllowed });
    await timers.pass(10);
    isAllowed = false;
    await timers.pass(100);
    expect(sink.cuts).toEqual([{ reason: 'token_ended', canSay: true }]);

    sink = new FakeSink();
    start({ isAllowed: () => false });
    await timers.pass(0);
    expect(sink.written).toEqual(['ready']);
  });

  test('the end of the events is the end of the server', async () => {
    const pump = start({ open: async function* () {} });
    expect(await pump.ended).toBe('shutting_down');
  });

  test('what fails is told to the log, not to the client; falling behind is no failure', async () => {
    const failed = start({
      open: async function* () {
        await Promise.resolve();
        throw new TypeError('a detail of ours');
      },
    });
    expect(await failed.ended).toBe('failed');
    expect(failures).toHaveLength(1);
    const behind = start({
      open: async function* () {
        await Promise.resolve();
        throw new AegisError('events_pruned', 'Gone.');
      },
    });
    expect(await behind.ended).toBe('events_pruned');
    expect(failures).toHaveLength(1);
  });
});
