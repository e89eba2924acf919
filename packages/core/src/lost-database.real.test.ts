import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { bash, eventually, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { eventsSoFar } from './testing/events-so-far.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  world.api.when('before', [say('Said before.')]);
  session = await world.aegis.sessions.create({ workDir: world.workDir, prompt: 'before' });
  await session.waitFor('idle');
});
afterAll(() => world.dispose());

async function restartAfter(loss: () => void): Promise<void> {
  await world.aegis.close();
  loss();
  // The first close was the real one; the second finds nothing open.
  session = (await world.restart()).sessions.get(session.id);
}

async function toldTexts(): Promise<string[]> {
  const events = await eventsSoFar(world.aegis, session.id);
  return events.flatMap((event) =>
    event.type === 'message-added' ? [event.data.message.text.trim()] : [],
  );
}

/** Status, conversation, prompts, approval: as if nothing had been. */
async function worksWhole(prompt: string): Promise<void> {
  expect(await session.waitFor('idle')).toMatchObject({ status: 'idle', timedOut: false });
  expect(session.info().workDir).toBe(world.workDir);
  const { messages } = await session.read();
  expect(messages.map(({ text }) => text)).toContain('Said before.');
  const file = join(world.workDir, prompt);
  world.api.when(prompt, [bash(`touch ${file}`), say(`Said after ${prompt}.`)]);
  expect(await session.send(prompt)).toMatchObject({
    delivered: true,
    evidence: { source: 'hook' },
  });
  const { pending } = await session.waitFor('bash_approval');
  expect(pending?.via).toBe('hook');
  await session.approve({ requestId: pending?.id ?? '' });
  await session.waitFor('idle');
  expect(existsSync(file)).toBe(true);
  await eventually('it is told', async () => (await toldTexts()).includes(`Said after ${prompt}.`));
  const told = await toldTexts();
  for (const text of ['Said before.', `Said after ${prompt}.`]) {
    expect(told.filter((each) => each === text)).toHaveLength(1);
  }
}

test('a session whose database was moved away is found again, with its hooks and its conversation', async () => {
  await restartAfter(() => {
    for (const name of readdirSync(world.stateDir)) {
      if (name.startsWith('aegis.db')) rmSync(join(world.stateDir, name));
    }
  });
  await worksWhole('one');
});

test('a session whose row was damaged is, too', async () => {
  await restartAfter(() => {
    const database = new SqliteDatabase(join(world.stateDir, 'aegis.db'));
    database.prepare('UPDATE sessions SET data = ?').run('{"half');
    database.exec("DELETE FROM events; DELETE FROM keys WHERE key = 'core.hook-port'");
    database.close();
  });
  expect((await world.aegis.health()).store).toMatchObject({ available: true, damagedRows: 0 });
  await worksWhole('two');
});

test('a session of an older version of the store goes on after the upgrade', async () => {
  await restartAfter(() => {
    const database = new SqliteDatabase(join(world.stateDir, 'aegis.db'));
    database.exec(`DROP INDEX events_age; DROP INDEX outbox_age; DROP TABLE identity; PRAGMA user_version = 1;
      UPDATE sessions SET data = json_remove(data, '$.pendingKey', '$.claudeVersion', '$.detail', '$.usage', '$.evidence')`);
    database.close();
  });
  await worksWhole('three');
});
