import { bash, say, thinkFor } from '@aegis/testkit';
import type { AegisEvent } from '@aegis/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AegisSession } from './aegis/aegis-session.ts';
import { describeSession } from './testing/describe-session.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';
import { SettableClock } from './testing/settable-clock.ts';

const HOUR = 3_600_000;
const WAIT_MS = 30_000;

/**
 * Real Claude Code, and the clock of Aegis is set while a turn runs, a dialog is up, a prompt is typed. Claude Code keeps
 * the machine's time: what it writes and what Aegis reads are an hour apart from then on, which is worse than a
 * real jump, that moves both.
 */
describe.each([
  { hooks: 'on', hours: 1, proof: 'any' },
  { hooks: 'on', hours: -1, proof: 'any' },
  // Without hooks the transcript is the proof, and its lines seem older than the prompt: it says that it does not know.
  { hooks: 'off', hours: 1, proof: 'none' },
  { hooks: 'off', hours: -1, proof: 'any' },
] as const)('hooks $hooks, the clock is set by $hours h', ({ hooks, hours, proof }) => {
  const clock = new SettableClock();
  let world: RealWorld;
  let session: AegisSession;
  beforeAll(async () => {
    world = await createRealWorld({ hooks, clock });
    session = await world.aegis.sessions.create({ workDir: world.workDir });
  });
  afterAll(() => world.dispose());

  async function reach(status: 'idle' | 'working' | 'bash_approval'): Promise<void> {
    const { timedOut } = await session.waitFor(status, { timeoutMs: WAIT_MS });
    if (timedOut) throw new Error(await describeSession(world.aegis, session));
  }
  const timesReceived = (prompt: string) =>
    world.api.requests.filter(
      (request) => request.kind === 'main' && request.turn === 0 && request.prompt === prompt,
    ).length;
  /** Never in the future, and not from before the test: the clock may have been set since by an hour. */
  const expectRecent = (time: string | undefined) => {
    const age = clock.now() - Date.parse(time ?? '');
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(WAIT_MS);
  };

  test('while a turn runs', async () => {
    world.api.when('think', [[thinkFor(1_500), say('Thought.')]]);
    expect(await session.send('think')).toMatchObject({ verdict: 'delivered' });
    await reach('working');
    clock.jump(hours * HOUR);
    expect(session.info().status).toBe('working');
    await reach('idle');
    expect(session.info().lastTurn).toMatchObject({ outcome: 'completed' });
    expectRecent(session.info().statusSince);
    expectRecent(session.info().lastTurn?.endedAt);
    clock.jump(-hours * HOUR);
  });

  test('while a dialog is up', async () => {
    world.api.when('ask', [[bash('echo yes >> yes.txt')], say('Asked.')]);
    await session.send('ask');
    await reach('bash_approval');
    const pending = session.info().pending?.id;
    clock.jump(hours * HOUR);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(session.info()).toMatchObject({ status: 'bash_approval', pending: { id: pending } });
    const startedAt = performance.now();
    expect(await session.approve()).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await reach('idle');
    expect(session.info().lastTurn).toMatchObject({ outcome: 'completed' });
    expectRecent(session.info().statusSince);
    clock.jump(-hours * HOUR);
  });

  test('while a prompt is typed and its proof is waited for, and others wait', async () => {
    const long = `deliver ${'word by word '.repeat(200)}end`;
    const texts = [long, 'the second', 'the third'];
    const sent = texts.map((text) => session.send(text));
    await new Promise((resolve) => setTimeout(resolve, 150));
    clock.jump(hours * HOUR);
    const results = await Promise.all(sent);
    const honest =
      proof === 'any' ? ['delivered', 'queued'] : ['delivered', 'queued', 'unconfirmed'];
    for (const { verdict } of results) expect(honest).toContain(verdict);
    await reach('idle');
    expect(texts.map(timesReceived)).toEqual([1, 1, 1]);
    expect(session.info().detail.queued).toBe(0);
    expectRecent(session.info().statusSince);
  });

  test('what was told: each turn ended once, in order, and no status twice in a row', async () => {
    const events: AegisEvent[] = [];
    const stop = AbortSignal.timeout(1_000);
    for await (const event of session.events({ after: 0, signal: stop })) events.push(event);
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    const outcomes = events.flatMap((one) => (one.type === 'turn-ended' ? [one.data.turn] : []));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['completed']));
    // Without hooks, of two turns that follow at once while the clock is set, the end of one may not be seen.
    if (hooks === 'on') expect(outcomes).toHaveLength(5);
    else expect(outcomes.length).toBeLessThanOrEqual(5);
    const statuses = events.flatMap((one) => (one.type === 'status-changed' ? [one.data.to] : []));
    expect(statuses.filter((status, index) => status === statuses[index - 1])).toEqual([]);
    expect(statuses).not.toContain('unknown');
  });
});
