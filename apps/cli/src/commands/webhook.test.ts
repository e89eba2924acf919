import { AegisError } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, createFakeWorld, ID, type FakeWorld } from '../testing/run-against-fake.ts';

const HOOK = {
  id: 'whk_00000000000000000001',
  url: 'https://example.com/hooks',
  events: ['turn-ended'],
  sessionId: null,
  createdAt: AT,
  after: 7,
  failing: null,
};
const PROBLEM = { eventId: 8, attempts: 2, reason: 'status', httpStatus: 503, detail: null };
const SECRET = 'a-secret-of-my-own-here';
let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

describe('webhook', () => {
  test('add prints the secret alone, and what becomes of it beside', async () => {
    world.aegis.answer('createWebhook', () => ({ ...HOOK, secret: 'whsec_made' }));
    const run = await world.run(['webhook', 'add', HOOK.url, '-e', 'turn-ended, session-exited']);
    expect(run).toMatchObject({ code: 0, stdout: 'whsec_made\n' });
    expect(run.stderr).toContain(`aegis webhook rm ${HOOK.id}`);
    expect(world.bodies()).toEqual([
      ['createWebhook', { url: HOOK.url, events: ['turn-ended', 'session-exited'] }],
    ]);
  });

  test('add for one session, with a secret from stdin, prints the id', async () => {
    world.put({ name: 'tests' });
    world.aegis.answer('createWebhook', () => ({ ...HOOK, secret: null }));
    const run = await world.run(['webhook', 'add', HOOK.url, '-s', 'tests', '--secret-stdin'], {
      stdin: `${SECRET}\n`,
    });
    expect(run).toMatchObject({ code: 0, stdout: `${HOOK.id}\n` });
    expect(world.bodies().at(-1)).toEqual([
      'createWebhook',
      { url: HOOK.url, sessionId: ID, secret: SECRET },
    ]);
    expect(run.stdout + run.stderr).not.toContain(SECRET);
  });

  test.each([
    [['webhook']],
    [['webhook', 'add']],
    [['webhook', 'add', HOOK.url, '-e', 'nothing']],
    [['webhook', 'add', HOOK.url, '-e', '']],
    [['webhook', 'add', 'https://example.com/\r\nx: y']],
    [['webhook', 'rm']],
    [['webhook', 'deliveries']],
  ])('refuses %j', async (parameters) => {
    expect((await world.run(parameters)).code).toBe(2);
    expect(world.bodies()).toEqual([]);
  });

  test('add says why a target is refused', async () => {
    world.aegis.answer('createWebhook', () => {
      throw new AegisError('webhook_target_refused', 'The address 10.0.0.1 is private.');
    });
    const { code, stderr } = await world.run(['webhook', 'add', 'http://10.0.0.1/']);
    expect(code).toBe(1);
    expect(stderr).toContain('10.0.0.1 is private');
  });

  test('ls shows what there is, and what is held up', async () => {
    const failing = { ...PROBLEM, nextAttemptAt: AT };
    const webhooks = [HOOK, { ...HOOK, id: 'whk_00000000000000000002', events: null, failing }];
    world.aegis.answer('listWebhooks', () => ({ webhooks, nextCursor: null }));
    const { stdout } = await world.run(['webhook', 'ls']);
    expect(stdout).toMatch(/ID +EVENTS +SESSION +DONE UNTIL +STATE +URL\n/);
    expect(stdout).toMatch(/whk_0+1 +turn-ended +all +7 +ok +https:\/\/example.com\/hooks\n/);
    expect(stdout).toMatch(/whk_0+2 +all +all +7 +event 8: status \(503\) +https:/);
    world.aegis.answer('listWebhooks', () => ({ webhooks: [], nextCursor: null }));
    expect((await world.run(['webhook', 'ls'])).stdout).toBe('No webhooks.\n');
    expect((await world.run(['webhook', 'ls', '--json'])).stdout).toBe(
      '{"webhooks":[],"nextCursor":null}\n',
    );
  });

  test('deliveries shows what was given up on', async () => {
    const pruned = { eventId: 1, attempts: 0, reason: 'pruned', httpStatus: null };
    const deliveries = [
      { ...PROBLEM, type: 'turn-ended', sessionId: ID, at: AT },
      { ...pruned, detail: 'The events 1 to 3 are gone.', type: null, sessionId: null, at: AT },
    ];
    world.aegis.answer('webhookDeliveries', () => ({ deliveries, nextCursor: null }));
    const { stdout } = await world.run(['webhook', 'deliveries', HOOK.id]);
    expect(stdout).toMatch(/EVENT +TYPE +SESSION +ATTEMPTS +AGE +WHY\n8 +turn-ended +ses_\w+ +2 /);
    expect(stdout).toMatch(/status \(503\)\n1 +- +- +0 .*pruned \(The events 1 to 3 are gone.\)\n/);
    world.aegis.answer('webhookDeliveries', () => ({ deliveries: [], nextCursor: null }));
    expect((await world.run(['webhook', 'deliveries', HOOK.id])).stdout).toBe(
      'Everything was delivered.\n',
    );
  });

  test('rm removes each', async () => {
    world.aegis.answer('removeWebhook', () => ({ ok: true }));
    const second = 'whk_00000000000000000002';
    const run = await world.run(['webhook', 'rm', HOOK.id, second]);
    expect(run).toMatchObject({ code: 0, stdout: `Removed ${HOOK.id}\nRemoved ${second}\n` });
    expect(world.aegis.requests.map(({ sessionId }) => sessionId)).toEqual([HOOK.id, second]);
  });
});
