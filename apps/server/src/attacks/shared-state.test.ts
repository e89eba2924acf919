import { MAX_JSON_DEPTH, MAX_MEMORY_VALUE_BYTES } from '@aegis/protocol';
import { openSqliteStore } from '@aegis/store/sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { openListening, type ListeningServer } from '../testing/listening-server.ts';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}
let server: ListeningServer;
beforeAll(async () => {
  server = await openListening();
  return () => server.dispose();
});

async function ask(method: string, path: string, body?: string): Promise<Answer> {
  const answer = await server.call(path, { method, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const set = (entry: unknown) => ask('POST', '/v1/memory', JSON.stringify(entry));
const get = (key: string) => ask('GET', `/v1/memory/${encodeURIComponent(key)}`);
async function keys(prefix?: string): Promise<string[]> {
  const query = prefix === undefined ? '' : `?prefix=${encodeURIComponent(prefix)}`;
  const { body } = await ask('GET', `/v1/memory${query}`);
  return (body['entries'] as { key: string }[]).map(({ key }) => key);
}

describe('the shared state over HTTP', () => {
  test('is set, read, listed and deleted', async () => {
    const { status, body } = await set({ key: 'plan/one', value: { step: 1 }, ttlSeconds: 60 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ key: 'plan/one', value: { step: 1 } });
    expect(Date.parse(String(body['expiresAt'])) - Date.parse(String(body['updatedAt']))).toBe(
      60_000,
    );
    await set({ key: 'plan/two', value: null });
    await set({ key: 'planet', value: [] });
    expect(await keys('plan/')).toEqual(['plan/one', 'plan/two']);
    expect((await get('plan/two')).body).toMatchObject({ value: null, expiresAt: null });
    expect(await ask('DELETE', '/v1/memory/plan%2Ftwo')).toMatchObject({ body: { ok: true } });
    for (const method of ['GET', 'DELETE']) {
      const gone = await ask(method, '/v1/memory/plan%2Ftwo');
      expect([gone.status, gone.body['code']]).toEqual([404, 'memory_not_found']);
    }
  });

  test('a value comes back as it was, whatever it is', async () => {
    for (const value of ['', 'a\u0000b\u001b[A', '👩‍👩‍👧', 0, -1.5e-9, false, { '': [{}] }, [[]]]) {
      await set({ key: 'same', value });
      expect((await get('same')).body['value']).toEqual(value);
    }
    const written = '{"key":"same","value":{"__proto__":{"admin":true},"constructor":1}}';
    await ask('POST', '/v1/memory', written);
    const { body } = await get('same');
    expect(JSON.stringify(body['value'])).toBe('{"__proto__":{"admin":true},"constructor":1}');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('getting around its keys', () => {
  test.each([
    ...['', '.', '..', ' ', 'a b', 'a\nb', 'a\u0000', 'ä', '%', 'a%2Fb', '"', "'; DROP TABLE keys"],
    ...['x'.repeat(201), 7, null, ['a'], {}, true],
  ])('%j is no key', async (key) => {
    const { status, body } = await set({ key, value: 1 });
    expect([status, body['code']]).toEqual([400, 'invalid_request']);
  });

  test("none reaches what is Aegis's own", async () => {
    for (const key of ['core.hook-port', 'core.template.x', 'server.token.x', 'memory.x', '../x']) {
      expect((await get(key)).status).toBe(404);
      expect((await ask('DELETE', `/v1/memory/${encodeURIComponent(key)}`)).status).toBe(404);
    }
    await set({
      key: 'core.template.evil',
      value: { prompt: 'x', session: { claudeArgs: ['-p'] } },
    });
    expect((await ask('GET', '/v1/templates/evil')).status).toBe(404);
    const token = await set({ key: 'core.hook-port', value: 1 });
    expect(token.status).toBe(200);
    const store = openSqliteStore({ path: `${server.stateDir}/aegis.db` });
    expect(store.getKey('core.hook-port', 0)?.value).not.toBe(1);
    store.close();
  });

  test('a prefix is text, and no pattern', async () => {
    await set({ key: 'pattern_a', value: 1 });
    await set({ key: 'patternXa', value: 1 });
    expect(await keys('pattern_')).toEqual(['pattern_a']);
    for (const prefix of ['%', '_', '*', '?', '[a-z]', "'", '\u0000', 'x'.repeat(5_000)]) {
      expect(await keys(prefix)).toEqual([]);
    }
    expect(await keys('')).toEqual(await keys());
  });

  test('a key in a path is one, however it is written', async () => {
    await set({ key: 'a/b', value: 1 });
    expect((await ask('GET', '/v1/memory/a%2fb')).status).toBe(200);
    for (const path of ['a/b', 'a%252Fb', '%61%2Fb/', 'a%2Fb%00', '%ff', '%', 'a%2Fb%2F..']) {
      const { status } = await ask('GET', `/v1/memory/${path}`);
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
    }
  });
});

describe('more than it takes', () => {
  test('a value has its bytes as JSON, and not one more', async () => {
    const fits = 'é'.repeat(MAX_MEMORY_VALUE_BYTES / 2 - 1);
    expect((await set({ key: 'big', value: fits })).status).toBe(200);
    const { status, body } = await set({ key: 'big', value: `${fits}x` });
    expect([status, body['code']]).toEqual([400, 'invalid_request']);
    expect((await get('big')).body['value']).toBe(fits);
  });

  test('a value nests only so deep', async () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const post = (value: string) => ask('POST', '/v1/memory', `{"key":"deep","value":${value}}`);
    expect((await post(nested(MAX_JSON_DEPTH - 1))).status).toBe(200);
    for (const levels of [MAX_JSON_DEPTH, 30_000, 900_000]) {
      const { status } = await post(nested(levels));
      expect([levels, status]).toEqual([levels, 400]);
    }
    expect((await get('deep')).status).toBe(200);
  });

  test.each([0, -1, 0.5, 1e12, '60', null, Number.MAX_SAFE_INTEGER])(
    'it is kept for no %j seconds',
    async (ttlSeconds) => {
      expect((await set({ key: 'brief', value: 1, ttlSeconds })).status).toBe(400);
    },
  );

  test('a value is required, and nothing else is taken', async () => {
    for (const entry of [{ key: 'a' }, { value: 1 }, { key: 'a', value: 1, scope: 'admin' }, []]) {
      expect((await set(entry)).status).toBe(400);
    }
  });
});
