import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOOK_SECRET_HEADER } from '@aegis/core';
import { openSqliteStore } from '@aegis/store/sqlite';
import { createOwnedDirectory } from '@aegis/testkit';
import { WebSocket } from 'ws';
import { expect, onTestFinished, test } from 'vitest';
import type { MeasuredMessage } from '../../testing/serve-and-measure.ts';
import { STORED_SESSION } from '../../testing/stored-session.ts';

const SERVE = fileURLToPath(new URL('../../testing/serve-and-measure.ts', import.meta.url));
const EVENTS = 200_000;
const BATCH = 4_000;
/** What one event is made to weigh, in bytes: all of them together are far more than the server may grow by. */
const PADDING = 1_000;
/** Between two of its large collections V8 lets a heap grow by about what it holds: memory goes up and down by some 70 MB. */
const MOST_GROWTH_MB = 110;
// What was cut is left to read for longer than the test takes, however busy the machine is.
const LIMITS = { stallMs: 2_000, cutGraceMs: 240_000, heartbeatMs: 500 };

async function startMeasured() {
  const directory = await createOwnedDirectory();
  const child = fork(SERVE, [directory.path, JSON.stringify(LIMITS)], {
    // Little room for garbage, so that what grows is what is kept.
    execArgv: ['--conditions=aegis-source', '--import', 'tsx', '--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const rss: number[] = [];
  const listening = new Promise<string>((resolve) => {
    child.on('message', (message: MeasuredMessage) => {
      if ('url' in message) resolve(message.url);
      else rss.push(message.rss);
    });
  });
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await directory.dispose();
  });
  return { stateDir: directory.path, url: await listening, rss };
}

/** Reads ids, and why it was cut, out of server-sent events; nothing else of them is kept. */
class SseReader {
  last = 0;
  gaps = 0;
  cut: string | null = null;
  readonly ended: Promise<void>;
  readonly #answer: IncomingMessage;

  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.ended = new Promise((resolve) => answer.on('close', resolve));
    answer.on('error', () => undefined);
  }

  read(): this {
    let rest = '';
    this.#answer.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    });
    return this;
  }

  leave(): void {
    this.#answer.destroy();
  }

  #take(block: string): void {
    if (block.startsWith('event: ready') || block.startsWith(':')) return;
    if (block.startsWith('event: cut')) {
      this.cut = /"reason":"(\w+)"/.exec(block)?.[1] ?? 'none';
      return;
    }
    const id = Number(/\nid: (\d+)\n/.exec(block)?.[1]);
    if (id !== this.last + 1) this.gaps += 1;
    this.last = id;
  }
}

async function openSse(url: string, after: number): Promise<SseReader> {
  const request = get(`${url}/v1/events?after=${after}`);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const reader = new SseReader(answer);
  reader.last = after;
  onTestFinished(() => reader.leave());
  return reader;
}

test(
  `one that does not read while ${EVENTS} events come neither costs memory nor holds up others, and goes on without a gap`,
  { timeout: 240_000 },
  async () => {
    const { stateDir, url, rss } = await startMeasured();
    const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
    onTestFinished(() => store.close());
    const row = { workDir: '/w', parentId: null, status: 'idle', tags: [], endedAt: null };
    const session = { id: STORED_SESSION, ...row, createdAt: 1, updatedAt: 1 };
    store.insertSession({ ...session, data: { hookSecret: 'wake' } });

    const fast = (await openSse(url, 0)).read();
    const slow = await openSse(url, 0);
    const slowSocket = new WebSocket(`${url.replace('http', 'ws')}/v1/events?after=0`);
    slowSocket.on('error', () => undefined);
    onTestFinished(() => slowSocket.terminate());
    await once(slowSocket, 'open');
    slowSocket.pause();
    const socketIds: number[] = [];
    slowSocket.on('message', (data: Buffer) => {
      const { id } = JSON.parse(data.toString('utf8')) as { id?: number };
      if (id !== undefined) socketIds.push(id);
    });
    const socketClosed = new Promise<number>((resolve) => slowSocket.on('close', resolve));

    const data = {
      messageId: 'x'.repeat(PADDING),
      verdict: 'delivered',
      attempts: 1,
      evidence: null,
    };
    const event = { sessionId: STORED_SESSION, type: 'delivery-changed', at: 1, data };
    async function append(count: number): Promise<number> {
      store.transaction(() => {
        for (let index = 0; index < count; index += 1) store.appendEvent(event);
      });
      // The server hears of another process's events with its own next one: a permission is asked for until it is told.
      const told = store.lastEventId() + 1;
      const asking = new AbortController();
      const asked = fetch(`${url}/v1/hooks/${STORED_SESSION}/PermissionRequest`, {
        method: 'POST',
        headers: { [HOOK_SECRET_HEADER]: 'wake' },
        body: JSON.stringify({ tool_name: 'Bash', tool_input: { command: 'ls' } }),
        signal: asking.signal,
      }).catch(() => undefined);
      await expect
        .poll(() => store.lastEventId(), { timeout: 20_000, interval: 5 })
        .toBeGreaterThanOrEqual(told);
      asking.abort();
      await asked;
      return store.lastEventId();
    }
    const caughtUp = async (reader: SseReader) => {
      await expect
        .poll(() => reader.last, { timeout: 20_000, interval: 50 })
        .toBeGreaterThanOrEqual(store.lastEventId());
    };

    // What warms up is no growth.
    for (let count = 0; count < 3; count += 1) {
      await append(BATCH);
      await caughtUp(fast);
    }
    const before = Math.max(...rss.slice(-5));
    for (let count = 3 * BATCH; count < EVENTS; count += BATCH) {
      await append(BATCH);
      await caughtUp(fast);
    }
    const growth = (Math.max(...rss) - before) / 2 ** 20;
    process.stdout.write(
      `server: ${(before / 2 ** 20).toFixed(0)} MB, grew by ${growth.toFixed(0)} MB at most\n`,
    );
    expect(growth).toBeLessThan(MOST_GROWTH_MB);
    expect(fast.last).toBeGreaterThanOrEqual(EVENTS);
    expect([fast.gaps, fast.cut]).toEqual([0, null]);

    // Cut long ago; now it reads what had been on its way, and why.
    slow.read();
    slowSocket.resume();
    await slow.ended;
    expect([slow.cut, slow.gaps]).toEqual(['slow', 0]);
    expect(slow.last).toBeLessThan(EVENTS);
    expect(await socketClosed).toBe(1013);
    expect(socketIds).toEqual(socketIds.map((_, index) => index + 1));
    expect(socketIds.length).toBeLessThan(EVENTS);

    const resumed = (await openSse(url, slow.last)).read();
    await caughtUp(resumed);
    expect([resumed.gaps, resumed.cut]).toEqual([0, null]);
  },
);

test('200 streams at once get the same', { timeout: 60_000 }, async () => {
  const { stateDir, url } = await startMeasured();
  const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
  const row = { workDir: '/w', parentId: null, status: 'idle', tags: [], endedAt: null };
  store.insertSession({ id: STORED_SESSION, ...row, createdAt: 1, updatedAt: 1, data: {} });
  const data = { healed: true, lines: 1 };
  for (let count = 0; count < 300; count += 1) {
    store.appendEvent({ sessionId: STORED_SESSION, type: 'screen-drifted', at: 1, data });
  }
  store.close();
  const readers = await Promise.all(Array.from({ length: 200 }, () => openSse(url, 0)));
  for (const reader of readers) reader.read();
  await expect
    .poll(() => readers.every(({ last }) => last === 300), { timeout: 30_000 })
    .toBe(true);
  expect(readers.filter(({ gaps, cut }) => gaps > 0 || cut !== null)).toEqual([]);
});
