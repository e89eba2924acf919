import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bash, say, subagent, thinkFor, write } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Usage } from '@aegis/protocol';
import { LIST_PRICES, type AegisSession, type SessionUsageGrowth } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';
import { eventsSoFar } from './testing/events-so-far.ts';

let world: RealWorld;
let session: AegisSession;
const growth: SessionUsageGrowth[] = [];

beforeAll(async () => {
  world = await createRealWorld();
  world.aegis.onUsage((one) => growth.push(one));
});
afterAll(() => world.dispose());

const grown = (field: 'inputTokens' | 'outputTokens' | 'costUsd') =>
  growth.reduce((sum, { usage }) => sum + (usage[field] ?? NaN), 0);

test('a session works: it writes a file, runs a command that fails, and sends a helper', async () => {
  const path = join(world.workDir, 'made.txt');
  world.api.when('make a file', [
    [thinkFor(300), say('I make it.'), write(path, 'made')],
    [bash('node -e "process.exit(3)"')],
    say('It is made.'),
  ]);
  session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, name: 'insight', prompt: 'make a file', tags: ['t'] },
    permissionMode: 'acceptEdits',
  });
  await session.waitFor('bash_approval');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(session.health()).toMatchObject({
    ...{ alive: true, healthy: true, status: 'bash_approval' },
    hints: [{ code: 'waiting' }],
  });
  await session.approve();
  await session.waitFor('idle');
  expect(existsSync(path)).toBe(true);
  world.api.when('send a helper', [
    [say('I send one.'), subagent('Look around', 'look at everything')],
    say('It is on its way.'),
    say('It is back.'),
  ]);
  world.api.whenSubagent('look at everything', [[thinkFor(4_000), say('I looked.')]]);
  await session.send('send a helper');
});

test('its subagent runs, with what hooks and its own transcript say of it', async () => {
  const helper = {
    ...{ type: 'general-purpose', description: 'Look around' },
    ...{ state: 'running', endedAt: null },
  };
  await expect
    .poll(async () => (await world.aegis.swarm()).groups[0]?.sessions[0], { timeout: 10_000 })
    .toMatchObject({ id: session.id, name: 'insight', tags: ['t'], subagents: [helper] });
  const { totals } = await world.aegis.swarm();
  expect(totals).toMatchObject({ sessions: 1, subagentsRunning: 1, waiting: 0 });
});

async function helperBack(): Promise<void> {
  await expect
    .poll(() => session.info().lastTurn, { timeout: 15_000, interval: 100 })
    .toMatchObject({ text: 'It is back.' });
  // Once what the turn ended with stands in the transcript.
  await session.read();
}

describe('when it is done', () => {
  test('so is the subagent, and after a restart that is known again', async () => {
    await helperBack();
    const [before] = (await world.aegis.swarm()).groups;
    const known = before?.sessions[0]?.subagents ?? [];
    expect(known).toMatchObject([{ state: 'done', description: 'Look around' }]);
    expect(known[0]?.messages).toBeGreaterThanOrEqual(2);
    const usage = session.info().usage;
    session = (await world.restart()).sessions.get(session.id);
    await session.waitFor('idle');
    const [after] = (await world.aegis.swarm()).groups;
    expect(after?.sessions[0]?.subagents).toMatchObject(
      known.map(({ id, type, messages }) => ({ id, type, messages, state: 'done' })),
    );
    expect(session.info().usage).toEqual(usage);
  });

  test('its cost is that of the list, its subagent’s included', async () => {
    const { usage, models } = await session.summary();
    expect(models.map(({ model }) => model)).toEqual(['claude-opus-5-5']);
    const price = LIST_PRICES['claude-opus-5-5'];
    const cost =
      usage.inputTokens * (price?.input ?? NaN) +
      usage.outputTokens * (price?.output ?? NaN) +
      usage.cacheReadTokens * (price?.cacheRead ?? NaN) +
      usage.cacheWriteTokens * (price?.cacheWrite5m ?? NaN);
    expect(usage.costUsd).toBeCloseTo(cost / 1e6, 9);
    expect(usage.costUsd).toBeGreaterThan(0);
    expect(session.info().usage).toEqual(usage);
    // All of it was used while it was watched.
    expect(grown('outputTokens')).toBe(usage.outputTokens);
    expect(grown('costUsd')).toBeCloseTo(usage.costUsd ?? NaN, 9);
  });

  test('its summary says what was done', async () => {
    const summary = await session.summary();
    expect(summary).toMatchObject({
      ...{ id: session.id, name: 'insight', status: 'idle', endedAt: null },
      ...{ firstPrompt: 'make a file', lastText: 'It is back.', prompts: 2 },
      filesChanged: [join(world.workDir, 'made.txt')],
      messages: { toolUses: 3, toolErrors: 1 },
    });
    expect(summary.tools).toContainEqual({ name: 'Bash', calls: 1, errors: 1 });
    expect(summary.tools).toContainEqual({ name: 'Write', calls: 1, errors: 0 });
    expect(summary.workingMs).toBeGreaterThan(300);
    expect(summary.durationMs).toBeGreaterThan(summary.workingMs);
  });

  test('its metrics are what its events say', async () => {
    const metrics = await session.metrics();
    const events = await eventsSoFar(world.aegis, session.id);
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect(metrics).toMatchObject({
      complete: true,
      prompts: { delivered: 2, unconfirmed: 0, failed: 0, queued: 0 },
      pendings: { opened: 1, byAegis: 1, elsewhere: 0, byPolicy: 0 },
      ...{ toolCalls: 3, toolErrors: 1, messages: count('message-added') },
      turns: { total: count('turn-ended'), byOutcome: { completed: count('turn-ended') } },
    });
    expect(metrics.contextTokens).toBeGreaterThan(0);
    expect(metrics.statusHistory[0]?.status).toBe('starting');
    const times = Object.values(metrics.statusMs).reduce((sum, ms) => sum + ms, 0);
    const age = Date.now() - Date.parse(session.info().createdAt);
    expect(times).toBeGreaterThan(age - 1_000);
    expect(times).toBeLessThanOrEqual(age);
  });

  test('its latencies are those of what happened', async () => {
    const latency = await session.latency();
    expect(latency).toMatchObject({
      complete: true,
      startup: { count: 1 },
      delivery: { count: 2 },
      firstResponse: { count: 2 },
      turn: { count: 2 },
      answer: { count: 1 },
    });
    // The model thought for so long before it said anything.
    expect(latency.firstResponse?.maxMs).toBeGreaterThanOrEqual(300);
    expect(latency.turn?.maxMs).toBeGreaterThanOrEqual(latency.firstResponse?.maxMs ?? Infinity);
    expect(latency.answer?.minMs).toBeGreaterThanOrEqual(200);
    expect(latency.delivery?.maxMs).toBeLessThan(15_000);
  });

  test('ended, it can be asked all the same', async () => {
    const summary = await session.summary();
    await session.kill();
    const ended = world.aegis.sessions.get(session.id);
    expect(await ended.summary()).toMatchObject({
      ...{ status: 'exited', usage: summary.usage, prompts: 2 },
      endedAt: ended.info().exit?.at,
    });
    expect(await ended.metrics()).toMatchObject({ complete: true, prompts: { delivered: 2 } });
    expect(await ended.latency()).toMatchObject({ turn: { count: 2 } });
    expect(ended.health()).toMatchObject({ alive: false, hints: [{ code: 'exited' }], pid: null });
    expect((await world.aegis.swarm()).groups).toEqual([]);
    const all = await world.aegis.swarm({ all: true });
    expect(all.groups[0]?.sessions[0]?.subagents).toMatchObject([{ state: 'done' }]);
  });

  test('who goes on with its conversation has used nothing of what it used, nor has one with a copy', async () => {
    const tokens = ({ usage }: { usage: Usage }) =>
      usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
    const first = world.aegis.sessions.get(session.id).info();
    const resumeSessionId = first.claudeSessionId ?? '';
    const resumed = await world.aegis.sessions.resume(session.id);
    const fork = await world.aegis.sessions.create({
      ...{ workDir: world.workDir, resumeSessionId, forkSession: true },
    });
    // A copy is written with its first prompt.
    expect((await resumed.metrics()).contextTokens).toBeGreaterThan(0);
    for (const each of [resumed, fork]) {
      await each.waitFor('idle');
      expect(tokens(await each.summary())).toBe(0);
      world.api.when('go on', [say('On it goes.')]);
      await each.send('go on');
      await each.waitFor('idle');
      await each.read();
      const one = tokens(await each.summary());
      expect(one).toBeGreaterThan(0);
      expect(one).toBeLessThan(tokens(first));
      expect(tokens(each.info())).toBe(one);
    }
    const { totals } = await world.aegis.swarm({ all: true });
    const all = [first, resumed.info(), fork.info()];
    expect(tokens(totals)).toBe(all.reduce((sum, each) => sum + tokens(each), 0));
    await Promise.all([resumed.kill(), fork.kill()]);
  });
});
