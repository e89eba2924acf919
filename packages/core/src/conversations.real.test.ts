import { eventually, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
let first: string | null;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({ workDir: world.workDir });
  first = session.info().claudeSessionId;
});
afterAll(() => world.dispose());

const press = (...keys: string[]) =>
  world.tmux('send-keys', '-t', session.info().paneId ?? '', ...keys);

/** As a person in the terminal would. */
async function type(command: string): Promise<void> {
  await press('-l', '--', command);
  await eventually('the command in the box', () => session.info().detail.draft === command);
  await press('Enter');
}

async function talk(prompt: string): Promise<void> {
  world.api.when(prompt, [say(`Answer to ${prompt}.`)]);
  expect(await session.send(prompt)).toMatchObject({ delivered: true });
  expect(await session.waitFor('idle')).toMatchObject({
    timedOut: false,
    lastTurn: { outcome: 'completed', text: `Answer to ${prompt}.` },
  });
}

async function said(): Promise<string[]> {
  const { messages } = await session.read();
  return messages.filter(({ contentType }) => contentType === 'text').map(({ text }) => text);
}

test('after /clear the session goes on in its new conversation', async () => {
  await talk('talk one');
  await type('/clear');
  await eventually('a new conversation', () => session.info().claudeSessionId !== first);
  expect(await session.waitFor('idle')).toMatchObject({ timedOut: false, pending: null });
  await talk('talk two');
  const texts = await said();
  expect(texts.slice(-2)).toEqual(['talk two', 'Answer to talk two.']);
});

test('after /resume it goes on in the old one, and nothing is told twice', async () => {
  const second = session.info().claudeSessionId;
  await type('/resume');
  await eventually('the list of conversations', () => session.info().status === 'unknown');
  await eventually(
    'the old conversation',
    async () => {
      // The one that is open is not in the list. Keys in the first moments of a list may be lost.
      if (session.info().claudeSessionId === first) return true;
      if (session.info().status === 'unknown') await press('Enter');
      return false;
    },
    { everyMs: 700, timeoutMs: 20_000 },
  );
  expect(session.info().claudeSessionId).not.toBe(second);
  expect(await session.waitFor('idle')).toMatchObject({ timedOut: false, pending: null });
  await talk('talk three');
  const texts = await said();
  expect(texts.slice(-2)).toEqual(['talk three', 'Answer to talk three.']);
  expect(texts.filter((text) => text === 'talk one')).toHaveLength(1);
});
