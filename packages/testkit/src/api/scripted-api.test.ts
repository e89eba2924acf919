import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { bash, httpError, responseHeaders, say, thinkFor, usage } from '../model/builders.ts';
import { MAX_RECORDED_REQUESTS } from './recorded-request.ts';
import { startScriptedApi, type ScriptedApi } from './scripted-api.ts';

let api: ScriptedApi;
beforeEach(async () => {
  api = await startScriptedApi();
});
afterEach(() => api.close());

const tools = [{ name: 'Bash', input_schema: { type: 'object' } }];

function post(messages: unknown, more: Record<string, unknown> = {}, signal?: AbortSignal) {
  const body = { model: 'claude-test', tools, messages, stream: true, ...more };
  return fetch(`${api.baseUrl}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': 's1' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

const prompt = (content: string) => [{ role: 'user', content }];

/** The text that a stream carries, and why it ended. */
async function readStream(response: Response): Promise<string> {
  const stream = await response.text();
  const data = [...stream.matchAll(/^data: (.*)$/gm)].map((match): unknown =>
    JSON.parse(match[1] ?? ''),
  );
  return data
    .flatMap((event) => {
      const delta = (event as { delta?: { text?: string; stop_reason?: string } }).delta;
      return [delta?.text ?? '', delta?.stop_reason === undefined ? '' : `|${delta.stop_reason}`];
    })
    .join('');
}

describe('messages', () => {
  test('a script answers turn by turn', async () => {
    api.when('list', [[say('Listing.'), bash('ls')], say('That is all.')]);
    const first = await post(prompt('please list it'));
    expect(first.headers.get('content-type')).toContain('text/event-stream');
    expect(first.headers.get('request-id')).toMatch(/^req_/);
    expect(await readStream(first)).toBe('Listing.|tool_use');
    const after = [
      ...prompt('please list it'),
      { role: 'assistant', content: [{ type: 'text', text: 'Listing.' }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'a' }] },
    ];
    expect(await readStream(await post(after))).toBe('That is all.|end_turn');
  });

  test('every answer has an id of its own', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await (await post(prompt('x'), { stream: false })).json()) as object),
    );
    expect(ids[0]).toMatchObject({ content: [{ text: 'Scripted reply to: x' }] });
    expect(ids[0]).not.toHaveProperty('id', (ids[1] as { id: string }).id);
  });

  test('an HTTP error takes a turn, and the repeated request gets the next one', async () => {
    api.when('busy', [httpError(529, { retryAfter: 3 }), httpError(500), say('Through.')]);
    const first = await post(prompt('busy'));
    expect(first.status).toBe(529);
    expect(first.headers.get('retry-after')).toBe('3');
    expect(await first.json()).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    });
    expect((await post(prompt('busy'))).status).toBe(500);
    expect(await readStream(await post(prompt('busy')))).toBe('Through.|end_turn');
  });

  test('an error within a conversation turn does not shift the turns after it', async () => {
    api.when('go', [bash('a'), httpError(529), bash('b'), say('End.')]);
    const turn = (count: number) => [
      ...prompt('go'),
      ...Array.from({ length: count }, () => [
        { role: 'assistant', content: [{ type: 'text', text: '' }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: '' }] },
      ]).flat(),
    ];
    expect(await readStream(await post(turn(0)))).toBe('|tool_use');
    expect((await post(turn(1))).status).toBe(529);
    expect(await readStream(await post(turn(1)))).toBe('|tool_use');
    expect(await readStream(await post(turn(2)))).toBe('End.|end_turn');
  });

  test('silence comes before the error and before the words', async () => {
    api.when('slow', [[thinkFor(120), say('At last.')]]);
    api.when('slowly fails', [[thinkFor(120), httpError(500)]]);
    for (const text of ['slow', 'slowly fails']) {
      const start = performance.now();
      await (await post(prompt(text))).text();
      expect(performance.now() - start).toBeGreaterThan(115);
    }
  });

  test('headers go out with the words and with an error, and usage is what was said', async () => {
    const limits = responseHeaders({ 'anthropic-ratelimit-unified-status': 'rejected' });
    api.when('full', [[usage(123_456), limits, say('Full.')]]);
    api.when('limited', [[limits, httpError(429)]]);
    const full = await post(prompt('full'), { stream: false });
    expect(full.headers.get('anthropic-ratelimit-unified-status')).toBe('rejected');
    const { usage: counted } = (await full.json()) as { usage: Record<string, number> };
    const { input_tokens: fresh, cache_creation_input_tokens: written } = counted;
    expect((fresh ?? 0) + (written ?? 0)).toBe(123_456);
    const limited = await post(prompt('limited'));
    expect(limited.status).toBe(429);
    expect(limited.headers.get('anthropic-ratelimit-unified-status')).toBe('rejected');
  });

  test('hurry sends the rest at once, and slows the next reply no less', async () => {
    api.when('long', [
      [thinkFor(60_000), say('One two three.', { chunkDelayMs: 60_000, chunkSize: 4 })],
    ]);
    api.when('short', [[thinkFor(200), say('Later.')]]);
    const long = post(prompt('long'));
    await eventually('the request', () => api.requests.length === 1);
    api.hurry();
    expect(await readStream(await long)).toBe('One two three.|end_turn');
    const start = performance.now();
    expect(await readStream(await post(prompt('short')))).toBe('Later.|end_turn');
    expect(performance.now() - start).toBeGreaterThan(150);
  });

  test('a client that goes away stops the stream', async () => {
    api.when('long', [say('x'.repeat(100), { chunkSize: 1, chunkDelayMs: 50 })]);
    const controller = new AbortController();
    const response = await post(prompt('long'), {}, controller.signal);
    expect(response.status).toBe(200);
    controller.abort();
    await expect(response.text()).rejects.toThrow('abort');
    expect(await readStream(await post(prompt('next')))).toContain('Scripted reply');
  });
});

describe('requests', () => {
  test('are recorded with the exact prompt', async () => {
    const text = 'a "b" $HOME `c` \\ 日本 👍\n\tline 2';
    await (await post(prompt(text))).text();
    expect(api.requests).toMatchObject([
      { kind: 'main', sessionId: 's1', prompt: text, turn: 0, status: 200, body: { tools } },
    ]);
  });

  test('are bounded', async () => {
    for (let count = 0; count < MAX_RECORDED_REQUESTS + 2; count += 1) {
      await (await post(prompt(`p${count}`))).text();
    }
    expect(api.requests).toHaveLength(MAX_RECORDED_REQUESTS);
    expect(api.requests[0]?.prompt).toBe('p2');
  });
});

describe('the other routes', () => {
  test('token counting', async () => {
    const response = await fetch(`${api.baseUrl}/v1/messages/count_tokens`, {
      method: 'POST',
      body: JSON.stringify({ messages: prompt('x'.repeat(400)) }),
    });
    const { input_tokens: tokens } = (await response.json()) as { input_tokens: number };
    expect(tokens).toBeGreaterThan(100);
    expect(tokens).toBeLessThan(130);
    expect(api.requests).toEqual([]);
  });

  test('HEAD is fine, anything else is not found', async () => {
    expect((await fetch(api.baseUrl, { method: 'HEAD' })).status).toBe(200);
    const other = await fetch(`${api.baseUrl}/api/event_logging`, { method: 'POST', body: '{}' });
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ error: { type: 'not_found_error' } });
  });

  test.each(['{', '[]', ''])('the body %j is refused', async (body) => {
    const response = await fetch(`${api.baseUrl}/v1/messages`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

test('close ends a stream that is under way, and the port', async () => {
  api.when('long', [say('x'.repeat(100), { chunkSize: 1, chunkDelayMs: 50 })]);
  const stream = (await post(prompt('long'))).text();
  await api.close();
  await expect(stream).rejects.toThrow();
  await eventually('a refused connection', () =>
    fetch(api.baseUrl).then(
      () => false,
      () => true,
    ),
  );
});
