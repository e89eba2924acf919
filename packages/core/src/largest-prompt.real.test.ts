import { MAX_PROMPT_BYTES } from '@aegis/protocol';
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

test('one byte arrives', async () => {
  expect(await session.send('k')).toMatchObject({ delivered: true });
  await session.waitFor('idle');
  expect(received().at(-1)).toBe('k');
});

test('as much as may be sent at once arrives byte for byte', async () => {
  const line = (index: number) => `${index}: ${'a line of a large prompt, "quoted" '.repeat(3)}`;
  let text = '';
  for (let index = 0; text.length < MAX_PROMPT_BYTES; index += 1) text += `${line(index)}\n`;
  text = `${text.slice(0, MAX_PROMPT_BYTES - 4)}end.`;
  expect(Buffer.byteLength(text)).toBe(MAX_PROMPT_BYTES);
  expect(await session.send(text)).toMatchObject({ delivered: true, attempts: 1 });
  await session.waitFor('idle');
  expect(received().at(-1) === text).toBe(true);
}, 240_000);
