import { eventually } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({ workDir: world.workDir });
});
afterAll(() => world.dispose());

const received = () =>
  world.api.requests.filter(({ kind }) => kind === 'main').map(({ prompt }) => prompt);

test.each([
  ['one of many lines', Array.from({ length: 80 }, (_, line) => `line ${line} of many`).join('\n')],
  ['a long line', Array.from({ length: 600 }, (_, word) => `word${word}`).join(' ')],
  [
    'a first exclamation mark',
    `!${Array.from({ length: 60 }, (_, line) => `${line} 漢字 "x"`).join('\n')}`,
  ],
])('a prompt that was being typed when Aegis ended arrives once: %s', async (_name, text) => {
  const before = received().length;
  session.send(text).catch(() => undefined);
  await eventually('a part of it in the box', () => session.info().detail.draft !== null, {
    everyMs: 1,
  });
  const aegis = await world.restart();
  session = aegis.sessions.get(session.id);
  expect(await session.waitFor('idle', { timeoutMs: 20_000 })).toMatchObject({ timedOut: false });
  expect(received().slice(before)).toEqual([text]);
});
