import { say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
beforeAll(async () => {
  world = await createRealWorld({ hooks: 'off' });
});
afterAll(() => world.dispose());

test('hooks that a project turns off are noticed, and the session is measured all the same', async () => {
  world.api.when('hello', [say('Hello.')]);
  const session = await world.aegis.sessions.create({ workDir: world.workDir });
  expect(session.health()).toMatchObject({ alive: true, hints: [] });
  expect(await session.send('hello')).toMatchObject({ delivered: true });
  await session.waitFor('idle');
  const health = session.health();
  expect(health).toMatchObject({ alive: true, healthy: false, hints: [{ code: 'hooks_silent' }] });
  expect(health.hints[0]?.message).toContain('disableAllHooks');
  const summary = await session.summary();
  expect(summary).toMatchObject({ prompts: 1, lastText: 'Hello.' });
  expect(session.info().usage).toEqual(summary.usage);
  expect(await session.latency()).toMatchObject({ delivery: { count: 1 }, startup: { count: 1 } });
});
