import { join } from 'node:path';
import { openSqliteStore } from '@aegis/store/sqlite';
import { errorBodySchema } from '@aegis/protocol';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const ONE = 'ses_11111111111111111111';
const TWO = 'ses_22222222222222222222';

/** Reads a stream of server-sent events, block by block. */
class Stream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(answer: Response) {
    if (answer.body === null) throw new Error('no body');
    this.#reader = answer.body.getReader();
  }

  /** The next event, by its fields; not the one that opens the stream. */
  async next(): Promise<Record<string, string>> {
    const block = await this.block();
    return block['event'] === 'ready' ? this.next() : block;
  }

  /** The next block that is no comment, by its fields. */
  async block(): Promise<Record<string, string>> {
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end === -1) {
        const { value, done } = await this.#reader.read();
        if (done) throw new Error('the stream has ended');
        this.#rest += this.#decoder.decode(value, { stream: true });
        continue;
      }
      const lines = this.#rest.slice(0, end).split('\n');
      this.#rest = this.#rest.slice(end + 2);
      const fields = lines
        .filter((line) => !line.startsWith(':'))
        .map((line) => line.split(/: ?(.*)/s));
      if (fields.length > 0)
        return Object.fromEntries(fields.map(([key = '', value = '']) => [key, value]));
    }
  }

  async ids(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) ids.push((await this.next())['id'] ?? '');
    return ids;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

describe('events as a stream', () => {
  let app: TestApp;
  const streams: Stream[] = [];

  /** Events of two sessions, one after the other: ids 1 and 3 are of the first, 2 and 4 of the second. */
  beforeEach(async () => {
    app = await createTestApp();
    const store = openSqliteStore({ path: join(app.directory.path, 'state', 'aegis.db') });
    for (const id of [ONE, TWO]) {
      const row = { workDir: '/w', parentId: null, status: 'idle', tags: [], endedAt: null };
      store.insertSession({ id, ...row, createdAt: 1, updatedAt: 1, data: { hookSecret: 's' } });
    }
    for (const sessionId of [ONE, TWO, ONE, TWO]) {
      const data = { healed: true, lines: 1 };
      store.appendEvent({ sessionId, type: 'screen-drifted', at: 1, data });
    }
    store.close();
  });
  afterEach(async () => {
    await Promise.all(streams.splice(0).map((stream) => stream.cancel()));
  });

  async function open(path: string, headers: Record<string, string> = {}): Promise<Stream> {
    const answer = await app.request(path, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const stream = new Stream(answer);
    streams.push(stream);
    return stream;
  }

  /** Something happens in a session: a hook tells that it asks for a permission. */
  async function happen(id: string): Promise<void> {
    const stop = new AbortController();
    const call = { session_id: '11111111-1111-4111-8111-111111111111' };
    await app.aegis.receiveHook({
      sessionId: id,
      event: 'UserPromptSubmit',
      secret: 's',
      body: call,
      signal: stop.signal,
    });
  }

  test('opens with the id from which it goes on, for a client that is cut off before its first event', async () => {
    const live = new Stream(await app.request('/v1/events'));
    const replay = new Stream(await app.request('/v1/events?after=2'));
    streams.push(live, replay);
    const kept = { firstEventId: 1, lastEventId: 4, gap: false };
    for (const [stream, after] of [
      [live, 4],
      [replay, 2],
    ] as const) {
      const { data = '', ...rest } = await stream.block();
      expect(rest).toEqual({ event: 'ready', id: String(after) });
      expect(JSON.parse(data)).toEqual({ after, ...kept });
    }
  });

  test('says what it cannot give: what was pruned, and what was never there', async () => {
    const store = openSqliteStore({ path: join(app.directory.path, 'state', 'aegis.db') });
    store.pruneEvents({ keep: 2 });
    store.close();
    const old = await open('/v1/events?after=1');
    const opening = await old.block();
    expect(opening['id']).toBe('2');
    expect(JSON.parse(opening['data'] ?? '')).toEqual({
      after: 2,
      firstEventId: 3,
      lastEventId: 4,
      gap: true,
    });
    expect(await old.ids(2)).toEqual(['3', '4']);
    const future = await open('/v1/events', { 'last-event-id': '77' });
    expect(JSON.parse((await future.block())['data'] ?? '')).toMatchObject({ after: 4, gap: true });
    await happen(ONE);
    expect((await future.next())['id']).toBe('5');
  });

  test('replays from an id on, with id, type and data', async () => {
    const stream = await open('/v1/events?after=2');
    const first = await stream.next();
    expect(first).toMatchObject({ id: '3', event: 'screen-drifted' });
    expect(JSON.parse(first['data'] ?? '')).toMatchObject({ id: 3, sessionId: ONE });
    expect(await stream.ids(1)).toEqual(['4']);
  });

  test('goes on live after the replay, without a gap or a duplicate', async () => {
    const stream = await open('/v1/events?after=0');
    expect(await stream.ids(4)).toEqual(['1', '2', '3', '4']);
    await happen(ONE);
    const live = await stream.next();
    expect(live['id']).toBe('5');
    expect(JSON.parse(live['data'] ?? '')).toMatchObject({ sessionId: ONE });
  });

  test('without an id: from now on', async () => {
    const stream = await open('/v1/events');
    const next = stream.next();
    await happen(TWO);
    expect(Number((await next)['id'])).toBeGreaterThan(4);
  });

  test('one session alone', async () => {
    const stream = await open(`/v1/sessions/${ONE}/events?after=0`);
    expect(await stream.ids(2)).toEqual(['1', '3']);
  });

  test('Last-Event-ID goes before the query, as a reconnecting browser needs it', async () => {
    const stream = await open('/v1/events?after=0', { 'last-event-id': '3' });
    expect(await stream.ids(1)).toEqual(['4']);
    const empty = await open('/v1/events?after=2', { 'last-event-id': '' });
    expect(await empty.ids(1)).toEqual(['3']);
  });

  test.each(['latest', '-1', '1.5', '9'.repeat(16), '1 2'])('no event id: %s', async (id) => {
    for (const path of ['/v1/events', `/v1/sessions/${ONE}/events`]) {
      const answer = await app.request(path, { headers: { 'last-event-id': id } });
      expect(answer.status).toBe(400);
      expect(v.parse(errorBodySchema, await answer.json()).code).toBe('invalid_request');
    }
  });

  test('many readers get the same', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => open('/v1/events?after=0')));
    for (const stream of all) expect(await stream.ids(4)).toEqual(['1', '2', '3', '4']);
  });

  test('ends when the server closes, and says so', async () => {
    const stream = await open('/v1/events?after=4');
    const next = stream.next();
    await app.aegis.close();
    const { event, data = '' } = await next;
    expect([event, (JSON.parse(data) as { reason: string }).reason]).toEqual([
      'cut',
      'shutting_down',
    ]);
    await expect(stream.next()).rejects.toThrow('the stream has ended');
  });
});
