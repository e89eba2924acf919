import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createOwnedDirectory,
  say,
  subagent,
  thinkFor,
  bash,
  type OwnedDirectory,
} from '@aegis/testkit';
import {
  latencySchema,
  sessionHealthSchema,
  sessionMetricsSchema,
  summarySchema,
  swarmSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRealServer, type RealServer } from './testing/real-server.ts';
import { scraped } from './testing/scraped.ts';

const MODEL = 'claude-opus-5-5';
/** As nobody asks, so that the file is what was read. */
const PRICE = { input: 1e6, output: 2e6, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

let server: RealServer;
let folder: OwnedDirectory;
let parent: string;
let child: string;

beforeAll(async () => {
  folder = await createOwnedDirectory();
  const prices = join(folder.path, 'prices.json');
  await writeFile(prices, JSON.stringify({ [MODEL]: PRICE }));
  server = await startRealServer({ AEGIS_PRICES_FILE: prices });
});
afterAll(async () => {
  await server.dispose();
  await folder.dispose();
});

async function ask<T extends v.GenericSchema>(path: string, schema: T): Promise<v.InferOutput<T>> {
  const answer = await fetch(server.url + path);
  expect([path, answer.status]).toEqual([path, 200]);
  return v.parse(schema, await answer.json());
}
const scrape = async () => scraped(await (await fetch(`${server.url}/metrics`)).text());

test('a session works, and another one that it is the parent of waits', async () => {
  server.api.when('send a helper', [
    [say('I send one.'), subagent('Look around', 'look at everything')],
    say('It is on its way.'),
    say('It is back.'),
  ]);
  server.api.whenSubagent('look at everything', [[thinkFor(1_000), say('I looked.')]]);
  server.api.when('run it', [[bash('touch ran')], say('It ran.')]);
  ({ id: parent } = await server.client.createSession({
    ...{ workDir: server.workDir, name: 'parent', prompt: 'send a helper' },
  }));
  ({ id: child } = await server.client.createSession({
    ...{ workDir: server.workDir, name: 'child', prompt: 'run it', parentId: parent },
  }));
  await server.client.wait(child, { status: ['bash_approval'] });
  await expect
    .poll(async () => (await server.client.getSession(parent)).lastTurn?.text, { timeout: 15_000 })
    .toBe('It is back.');
});

test('the swarm shows both, what one waits on, and the subagent of the other', async () => {
  const swarm = await ask('/v1/swarm', swarmSchema);
  expect(swarm.groups).toMatchObject([
    {
      ...{ kind: 'parent', key: parent },
      sessions: [
        { id: parent, pending: null, subagents: [{ state: 'done', description: 'Look around' }] },
        { id: child, parentId: parent, pending: { kind: 'bash' }, subagents: [] },
      ],
    },
  ]);
  expect(swarm.totals).toMatchObject({ sessions: 2, waiting: 1, byStatus: { bash_approval: 1 } });
  const below = await ask(`/v1/swarm?parentId=${child}`, swarmSchema);
  expect(below.groups).toMatchObject([{ kind: 'none', sessions: [{ id: child }] }]);
  expect((await fetch(`${server.url}/v1/swarm?parentId=ses_00000000000000000000`)).status).toBe(
    404,
  );
});

test('health says what to do', async () => {
  const health = await ask(`/v1/sessions/${child}/health`, sessionHealthSchema);
  expect(health).toMatchObject({ alive: true, healthy: true, hints: [{ code: 'waiting' }] });
  await server.client.approve(child);
  await server.client.wait(child, { status: ['idle'] });
  expect(await ask(`/v1/sessions/${child}/health`, sessionHealthSchema)).toMatchObject({
    ...{ alive: true, healthy: true, hints: [] },
  });
});

test('summary, metrics and latency are of what happened, at the prices of the file', async () => {
  const summary = await ask(`/v1/sessions/${child}/summary`, summarySchema);
  expect(summary).toMatchObject({
    ...{ name: 'child', firstPrompt: 'run it', lastText: 'It ran.', prompts: 1 },
    tools: [{ name: 'Bash', calls: 1, errors: 0 }],
    models: [{ model: MODEL }],
  });
  expect(summary.usage.costUsd).toBeCloseTo(
    summary.usage.inputTokens + 2 * summary.usage.outputTokens,
    6,
  );
  expect((await server.client.getSession(child)).usage).toEqual(summary.usage);
  expect(await ask(`/v1/sessions/${child}/metrics`, sessionMetricsSchema)).toMatchObject({
    ...{ complete: true, prompts: { delivered: 1 }, turns: { byOutcome: { completed: 1 } } },
    pendings: { opened: 1, byAegis: 1, elsewhere: 0, byPolicy: 0 },
  });
  expect(await ask(`/v1/sessions/${child}/latency`, latencySchema)).toMatchObject({
    ...{ startup: { count: 1 }, delivery: { count: 1 }, firstResponse: { count: 1 } },
    ...{ turn: { count: 1 }, answer: { count: 1 } },
  });
});

test('Prometheus reads the same', async () => {
  const [one, other] = await Promise.all([
    ask(`/v1/sessions/${parent}/metrics`, sessionMetricsSchema),
    ask(`/v1/sessions/${child}/metrics`, sessionMetricsSchema),
  ]);
  const metrics = await scrape();
  expect(metrics.value('aegis_sessions', { status: 'idle' })).toBe(2);
  expect(metrics.value('aegis_sessions_created_total')).toBe(2);
  expect(metrics.value('aegis_prompts_total', { verdict: 'delivered' })).toBe(2);
  expect(metrics.value('aegis_turns_total', { outcome: 'completed' })).toBe(
    one.turns.total + other.turns.total,
  );
  expect(metrics.value('aegis_pendings_closed_total', { by: 'aegis' })).toBe(1);
  expect(metrics.count('aegis_startup_seconds')).toBe(2);
  expect(metrics.count('aegis_first_response_seconds')).toBe(2);
  expect(metrics.value('aegis_tokens_total', { model: MODEL, kind: 'output' })).toBe(
    one.usage.outputTokens + other.usage.outputTokens,
  );
  expect(metrics.value('aegis_cost_usd_total', { model: MODEL })).toBeCloseTo(
    (one.usage.costUsd ?? NaN) + (other.usage.costUsd ?? NaN),
    6,
  );
  await server.client.killSession(child);
  const after = await scrape();
  expect(after.value('aegis_sessions', { status: 'exited' })).toBe(1);
  expect(after.value('aegis_sessions_exited_total', { reason: 'killed' })).toBe(1);
  const health = await ask(`/v1/sessions/${child}/health`, sessionHealthSchema);
  expect(health).toMatchObject({ alive: false, healthy: false, hints: [{ code: 'exited' }] });
});
