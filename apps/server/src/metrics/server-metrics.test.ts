import { readFile } from 'node:fs/promises';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';
import { scraped } from '../testing/scraped.ts';
import { defineCounters } from './definitions.ts';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';

const TOKEN = 'a-token-of-enough-characters';
const SECRET = 'wake';

async function appWithSession() {
  const app = await createTestApp();
  storeSession(app.aegis.stateDir, { hookSecret: SECRET, name: 'very private' });
  const hook = (event: string, body: object, signal = new AbortController().signal) =>
    app.aegis.receiveHook({ sessionId: STORED_SESSION, event, secret: SECRET, body, signal });
  const scrape = async () => scraped(await (await app.request('/metrics')).text());
  return { ...app, hook, scrape };
}

describe('GET /metrics', () => {
  test('is text that Prometheus reads, and begins at zero', async () => {
    const { request, scrape } = await appWithSession();
    const answer = await request('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const metrics = await scrape();
    expect(metrics.value('aegis_build_info', { version: '1.2.3' })).toBe(1);
    expect(metrics.value('aegis_sessions', { status: 'idle' })).toBe(1);
    expect(metrics.value('aegis_sessions', { status: 'exited' })).toBe(0);
    expect(metrics.value('aegis_turns_total', { outcome: 'completed' })).toBe(0);
    expect(metrics.value('aegis_prompts_total', { verdict: 'delivered' })).toBe(0);
    expect(metrics.value('aegis_event_streams')).toBe(0);
    expect(metrics.value('aegis_store_available')).toBe(1);
    expect(metrics.value('aegis_store_damaged_rows')).toBe(0);
    expect(metrics.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(metrics.names).toContain('nodejs_eventloop_lag_seconds');
  });

  test('counts what events tell', async () => {
    const { hook, scrape, aegis } = await appWithSession();
    const asked = { tool_name: 'Bash', tool_input: { command: 'ls' } };
    await hook('UserPromptSubmit', { prompt: 'hello' });
    // Asked for, and given up by Claude Code: somebody answered in the terminal.
    await hook('PermissionRequest', asked, AbortSignal.timeout(30));
    await hook('Stop', { last_assistant_message: 'done' });
    await expect
      .poll(async () => (await scrape()).value('aegis_turns_total', { outcome: 'completed' }))
      .toBe(1);
    const metrics = await scrape();
    expect(metrics.value('aegis_pendings_opened_total', { kind: 'bash' })).toBe(1);
    expect(metrics.value('aegis_pendings_closed_total', { by: 'elsewhere' })).toBe(1);
    expect(metrics.value('aegis_pendings_closed_total', { by: 'aegis' })).toBe(0);
    expect(metrics.count('aegis_answer_seconds')).toBe(1);
    expect(metrics.sum('aegis_answer_seconds')).toBeGreaterThan(0.02);
    const { events } = await countedEvents(aegis);
    expect(events.get('turn-ended')).toBe(1);
    expect(events.get('pending-closed')).toBe(1);
  });

  test('names no session, and nothing of one', async () => {
    const { hook, request } = await appWithSession();
    await hook('UserPromptSubmit', { prompt: 'hello' });
    const text = await (await request('/metrics')).text();
    expect(text).not.toContain(STORED_SESSION);
    expect(text).not.toContain('very private');
    expect(text).not.toContain('/work');
  });

  test('counts the streams that are open', async () => {
    const { request, scrape } = await appWithSession();
    const stream = await request('/v1/events');
    expect((await scrape()).value('aegis_event_streams')).toBe(1);
    await stream.body?.cancel();
    await expect.poll(async () => (await scrape()).value('aegis_event_streams')).toBe(0);
  });

  test('needs the scope to read, where a token is set', async () => {
    const { request } = await createTestApp({ access: { authToken: TOKEN } });
    expect((await request('/metrics')).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await request('/metrics', { headers })).status).toBe(200);
    const made = await request('/v1/tokens', {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify({ name: 'scraper', scopes: ['read'] }),
    });
    const { token } = (await made.json()) as { token: string };
    const scraper = { headers: { authorization: `Bearer ${token}` } };
    expect((await request('/metrics', scraper)).status).toBe(200);
  });

  test('is not ready before Aegis is', async () => {
    const { request } = await createTestApp({ isDown: true });
    expect((await request('/metrics')).status).toBe(503);
  });
});

test('docs/metrics.md names each metric of Aegis with its type and labels, and no other', async () => {
  const { request } = await createTestApp();
  const exported = scraped(await (await request('/metrics')).text())
    .families.filter(({ name }) => name.startsWith('aegis_'))
    .map(({ name, type }) => `${name} ${type.toLowerCase()}`);
  const page = await readFile(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(aegis_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)];
  expect(rows.map(([, name, type]) => `${name} ${type}`).sort()).toEqual(exported.sort());
  const registry = new Registry();
  const counters: Record<string, { labels: readonly string[] }> = {};
  for (const counter of Object.values(defineCounters(registry))) {
    const { name, labelNames } = counter as unknown as { name: string; labelNames: string[] };
    counters[name] = { labels: labelNames };
  }
  for (const [, name = '', , labels = ''] of rows) {
    const documented = [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label);
    if (counters[name]) expect([name, documented]).toEqual([name, counters[name].labels]);
  }
});

async function countedEvents(aegis: Awaited<ReturnType<typeof createTestApp>>['aegis']) {
  const stop = new AbortController();
  const events = new Map<string, number>();
  const { lastEventId } = aegis.eventsStart();
  for await (const event of aegis.events({ after: 0, signal: stop.signal })) {
    events.set(event.type, (events.get(event.type) ?? 0) + 1);
    if (event.id >= lastEventId) stop.abort();
  }
  return { events };
}
