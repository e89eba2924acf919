import { AegisError, type AegisEvent, type StreamReady } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAegisClient } from '../create-aegis-client.ts';
import { type FakeAegis, sampleSessionId, startFakeAegis } from '../testing/index.ts';
import type { EventsOptions } from '../types.ts';

const AT = '2026-01-02T03:04:05.678Z';

function drift(id: number, session = 1): AegisEvent {
  const data = { healed: true, lines: id };
  return { id, sessionId: sampleSessionId(session), at: AT, type: 'screen-drifted', data };
}

let fake: FakeAegis;
let stop: AbortController;
let waits: number[];
beforeEach(async () => {
  fake = await startFakeAegis();
  stop = new AbortController();
  waits = [];
});
afterEach(async () => {
  stop.abort();
  await fake.stop();
});

function follow(options: EventsOptions = {}) {
  const client = createAegisClient({
    baseUrl: fake.baseUrl,
    delay: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  return client.events({ signal: stop.signal, ...options });
}

async function take(events: AsyncIterator<AegisEvent>, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const next = await events.next();
    if (next.done === true) break;
    ids.push(next.value.id);
  }
  return ids;
}

function lastEventIds(): (string | string[] | undefined)[] {
  return fake.requests.map(({ headers }) => headers['last-event-id']);
}

describe('followEvents', () => {
  test('gives stored events after an id, then live ones', async () => {
    for (const id of [1, 2, 3]) fake.emit(drift(id));
    const events = follow({ after: 1, onOpen: () => fake.emit(drift(4)) });
    expect(await take(events, 3)).toEqual([2, 3, 4]);
  });

  test('passes on where the stream begins', async () => {
    fake.streams.saysReady = true;
    for (const id of [1, 2]) fake.emit(drift(id));
    const said: StreamReady[] = [];
    const events = follow({ after: 1, onReady: (ready) => said.push(ready) });
    expect(await take(events, 1)).toEqual([2]);
    expect(said).toEqual([{ after: 1, firstEventId: 1, lastEventId: 2, gap: false }]);
  });

  test("follows one session's events alone", async () => {
    for (const [id, session] of [
      [1, 1],
      [2, 2],
      [3, 1],
    ] as const)
      fake.emit(drift(id, session));
    const events = follow({ sessionId: sampleSessionId(1), after: 0 });
    expect(await take(events, 2)).toEqual([1, 3]);
  });

  test('goes on after a cut with no gap and no duplicate', async () => {
    for (const id of [1, 2]) fake.emit(drift(id));
    const events = follow({ after: 0 });
    expect(await take(events, 2)).toEqual([1, 2]);
    fake.streams.cut();
    for (const id of [3, 4]) fake.emit(drift(id));
    expect(await take(events, 2)).toEqual([3, 4]);
    expect(lastEventIds()).toEqual([undefined, '2']);
    expect(fake.requests.map(({ query }) => query['after'])).toEqual(['0', undefined]);
  });

  test('drops what a server sends twice', async () => {
    for (const id of [1, 2]) fake.emit(drift(id));
    const events = follow({ after: 0 });
    expect(await take(events, 2)).toEqual([1, 2]);
    fake.emit(drift(2));
    fake.emit(drift(3));
    expect(await take(events, 1)).toEqual([3]);
  });

  test('joins an event that came in pieces, a character split between two of them', async () => {
    const at = AT;
    const event: AegisEvent = {
      id: 1,
      sessionId: sampleSessionId(1),
      at,
      type: 'status-changed',
      data: {
        from: 'idle',
        to: 'working',
        statusText: '日本 👍',
        evidence: { source: 'screen', rule: 'screen.spinner', at },
      },
    };
    const frame = `id: 1\nevent: status-changed\ndata: ${JSON.stringify(event)}\n\n`;
    const bytes = new TextEncoder().encode(frame);
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    const client = createAegisClient({
      fetch: () =>
        Promise.resolve(
          new Response(
            new ReadableStream<Uint8Array>({
              start: (controller) => {
                for (const piece of pieces) controller.enqueue(piece);
              },
            }),
            { headers: { 'content-type': 'text/event-stream' } },
          ),
        ),
    });
    expect(await client.events({ signal: stop.signal }).next()).toEqual({
      done: false,
      value: event,
    });
  });

  test('passes over a type that it does not know, and resumes after it', async () => {
    const events = follow({
      onOpen: () => {
        if (fake.requests.length > 1) return;
        fake.streams.write('id: 7\nevent: ready\ndata: {}\n\n');
        fake.emit(drift(8));
      },
    });
    expect(await take(events, 1)).toEqual([8]);
    fake.streams.write('id: 9\nevent: of-the-future\ndata: {"type":"of-the-future"}\n\n');
    fake.emit(drift(10));
    expect(await take(events, 1)).toEqual([10]);
  });

  test('resumes from an id that came with an unknown type alone', async () => {
    let opened = 0;
    const events = follow({
      onOpen: () => {
        opened += 1;
        if (opened === 1) {
          fake.streams.write('id: 7\nevent: ready\ndata: {}\n\n');
          // The pieces of a stream arrive in order, so the cut comes after the id was read.
          setTimeout(() => fake.streams.cut(), 50);
        } else fake.emit(drift(8));
      },
    });
    expect(await take(events, 1)).toEqual([8]);
    expect(lastEventIds()).toEqual([undefined, '7']);
  });

  test('rejects an event of a known type that does not fit', async () => {
    const events = follow({
      onOpen: () => fake.streams.write('id: 1\ndata: {"type":"turn-ended","id":1}\n\n'),
    });
    await expect(take(events, 1)).rejects.toMatchObject({ code: 'server_answer_invalid' });
  });

  test('says why the server cut it, and goes on', async () => {
    const cuts: unknown[] = [];
    fake.emit(drift(1));
    const events = follow({ after: 0, onCut: ({ reason }) => cuts.push(reason) });
    expect(await take(events, 1)).toEqual([1]);
    const next = take(events, 2);
    fake.streams.write('event: cut\ndata: {"reason":"slow","message":"You took nothing."}\n\n');
    setTimeout(() => {
      fake.streams.cut();
      fake.emit(drift(2));
      fake.emit(drift(3));
    }, 50);
    expect(await next).toEqual([2, 3]);
    expect(cuts).toEqual(['slow']);
    expect(lastEventIds()).toEqual([undefined, '1']);
  });

  test('tells a gap, also where ids begin anew below what was seen', async () => {
    const gaps: unknown[] = [];
    const ready = (data: object, id: number) =>
      fake.streams.write(`id: ${id}\nevent: ready\ndata: ${JSON.stringify(data)}\n\n`);
    const events = follow({
      after: 70,
      onGap: (gap) => gaps.push(gap),
      onOpen: () => {
        ready({ after: 2, firstEventId: 1, lastEventId: 2, gap: true }, 2);
        fake.emit(drift(3));
      },
    });
    expect(await take(events, 1)).toEqual([3]);
    expect(gaps).toEqual([{ after: 2, firstEventId: 1, lastEventId: 2 }]);
    ready({ after: 3, firstEventId: 1, lastEventId: 3, gap: false }, 3);
    fake.emit(drift(4));
    expect(await take(events, 1)).toEqual([4]);
    expect(gaps).toHaveLength(1);
  });

  test('waits longer each time that a stream ends with nothing', async () => {
    const cuts: number[] = [];
    const events = follow({
      onOpen: () => {
        if (fake.requests.length < 4) fake.streams.cut();
        else fake.emit(drift(1));
      },
      onCut: ({ retryInMs }) => cuts.push(retryInMs),
    });
    expect(await take(events, 1)).toEqual([1]);
    expect(waits).toEqual([250, 500, 1000]);
    expect(cuts).toEqual(waits);
  });

  test('begins with a short wait again once something came', async () => {
    const events = follow({
      onOpen: () => {
        const opened = fake.requests.length;
        if (opened < 3) fake.streams.cut();
        else if (opened === 3) {
          fake.emit(drift(1));
          setTimeout(() => fake.streams.cut(), 50);
        } else fake.emit(drift(2));
      },
    });
    expect(await take(events, 2)).toEqual([1, 2]);
    expect(waits).toEqual([250, 500, 250]);
  });

  test("takes the server's `retry` for the first wait", async () => {
    for (const id of [1, 2]) fake.emit(drift(id));
    // The second is none: no number has so many digits.
    const retries = `retry: 40\n\nretry: ${'9'.repeat(400)}\n\n`;
    const events = follow({ after: 0, onOpen: () => fake.streams.write(retries) });
    await take(events, 2);
    // The `retry` line follows the replayed events, so that reading on is what takes it in.
    const next = take(events, 1);
    setTimeout(() => {
      fake.streams.cut();
      fake.emit(drift(3));
    }, 50);
    expect(await next).toEqual([3]);
    expect(waits).toEqual([40]);
  });

  test('goes on over a server that is away for a while', async () => {
    fake.emit(drift(1));
    const events = follow({ after: 0 });
    await take(events, 1);
    let refusals = 2;
    fake.answer('allEvents', () => {
      refusals -= 1;
      throw new AegisError(refusals >= 0 ? 'shutting_down' : 'unauthorized', 'Gone for now.');
    });
    fake.streams.cut();
    await expect(take(events, 1)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(waits).toEqual([250, 500, 1000]);
  });

  test('rejects where the first connection fails', async () => {
    const events = follow();
    await fake.stop();
    await expect(take(events, 1)).rejects.toMatchObject({ code: 'server_unreachable' });
  });

  test('rejects an answer that is no event stream', async () => {
    fake.answer('allEvents', () => drift(1));
    await expect(take(follow(), 1)).rejects.toMatchObject({ code: 'server_answer_invalid' });
  });

  test('ends when aborted, and lets the connection go', async () => {
    const events = follow({ onOpen: () => setTimeout(() => stop.abort(), 20) });
    expect(await take(events, 1)).toEqual([]);
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });

  test('lets the connection go when the reader leaves the loop', async () => {
    fake.emit(drift(1));
    for await (const event of follow({ after: 0 })) {
      expect(event.id).toBe(1);
      break;
    }
    await expect.poll(() => fake.streams.openCount).toBe(0);
  });
});
