import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('send', () => {
  const evidence = { source: 'hook', rule: 'hook.user_prompt_submit', at: AT } as const;
  const delivered = {
    ok: true,
    delivered: true,
    attempts: 1,
    verdict: 'delivered',
    evidence,
    messageId: 'm1',
  };
  beforeEach(() => world.put());

  test('sends its words, or stdin, exactly', async () => {
    world.aegis.answer('sendMessage', () => delivered);
    const run = await world.run(['send', 'sample', 'Go', 'on.', '--when-busy', 'interrupt']);
    expect(run).toMatchObject({ code: 0, stdout: 'delivered (hook, hook.user_prompt_submit)\n' });
    await world.run(['send', ID, '--', '--not', 'an option']);
    await world.run(['send', ID], { stdin: '  two\n lines\n' });
    expect(world.bodies().filter(([route]) => route === 'sendMessage')).toEqual([
      ['sendMessage', { text: 'Go on.', whenBusy: 'interrupt' }],
      ['sendMessage', { text: '--not an option' }],
      ['sendMessage', { text: '  two\n lines' }],
    ]);
  });

  test('fails where it was not sent, and refuses what is not text', async () => {
    world.aegis.answer('sendMessage', () => ({
      ...delivered,
      ok: false,
      verdict: 'failed',
      evidence: null,
    }));
    expect(await world.run(['send', ID, 'x'])).toMatchObject({ code: 1, stdout: 'failed\n' });
    expect(await world.run(['send', ID, 'x', '--wait'])).toMatchObject({
      code: 1,
      stdout: 'failed\n',
    });
    const binary = await world.run(['send', ID], { stdin: Uint8Array.of(0xff, 0xfe) });
    expect(binary.code).toBe(2);
    expect(binary.stderr).toContain('not UTF-8');
    expect((await world.run(['send', ID], { isTty: true })).code).toBe(2);
  });

  test('--wait waits for the turn of this message, not for the one before it', async () => {
    const queued = { ...delivered, delivered: false, verdict: 'queued', evidence: null };
    world.aegis.answer('sendMessage', () => queued);
    const { io, done } = world.start(['send', ID, 'Next.', '--wait'], { isTty: true });
    await expect.poll(() => io.written.stderr).toContain('queued');
    const early = '2026-01-02T03:04:01.000Z';
    world.change({
      status: 'idle',
      lastTurn: { ...completed, endedAt: early, text: 'The one before.' },
    });
    world.change(
      { status: 'working', lastTurn: { ...completed, endedAt: early, text: 'The one before.' } },
      {
        type: 'delivery-changed',
        data: { messageId: 'm1', verdict: 'delivered', attempts: 1, evidence, tookMs: 5 },
      },
    );
    world.change({
      status: 'idle',
      lastTurn: { ...completed, endedAt: '2026-01-02T03:05:00.000Z', text: 'This one.' },
    });
    expect(await done).toMatchObject({ code: 0, stdout: 'This one.\n' });
  });
});
