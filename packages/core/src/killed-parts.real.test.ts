import { eventually, say, thinkFor } from '@aegis/testkit';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { describeSession } from './testing/describe-session.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
});
afterAll(() => world.dispose());

const tellOnFailure = () => {
  onTestFailed(async () => console.log(await describeSession(world.aegis, session)));
};
const pidOf = async (format: string) =>
  Number((await world.tmux('display-message', '-p', format)).trim());
const textsOf = async (of: AegisSession) => (await of.read()).messages.map(({ text }) => text);

async function begin(word: string): Promise<void> {
  session = await world.aegis.sessions.create({ workDir: world.workDir, name: word });
  world.api.when(`remember ${word}`, [say(`Noted: ${word}.`)]);
  await session.send(`remember ${word}`);
  await session.waitFor('idle');
  // Claude Code writes down what was said a moment after it has said it; what it has not written it cannot resume.
  await eventually('its words', async () => (await textsOf(session)).includes(`Noted: ${word}.`));
}

/** What is said is still known to a session that goes on with it. */
async function expectResumed(word: string): Promise<void> {
  const resumed = await world.aegis.sessions.resume(session.id);
  expect(resumed.id).not.toBe(session.id);
  session = resumed;
  expect(await textsOf(resumed)).toEqual(
    expect.arrayContaining([`remember ${word}`, `Noted: ${word}.`]),
  );
  world.api.when(`what was ${word}`, [say('I know.')]);
  expect(await resumed.send(`what was ${word}`)).toMatchObject({ delivered: true });
  await resumed.waitFor('idle');
  const asked = world.api.requests.findLast(({ kind }) => kind === 'main');
  expect(JSON.stringify(asked?.body)).toContain(`Noted: ${word}.`);
}

test('kill -9 of Claude Code: the end is told with its signal, and resume goes on', async () => {
  await begin('apples');
  tellOnFailure();
  await expect(world.aegis.sessions.resume(session.id)).rejects.toMatchObject({
    code: 'session_running',
  });
  process.kill(session.info().pid ?? 0, 'SIGKILL');
  const { exit } = await session.waitFor('exited', { timeoutMs: 5_000 });
  expect(exit).toMatchObject({ reason: 'crashed', signal: '9' });
  await expectResumed('apples');
});

test('kill -9 of the tmux client in the middle of a turn: nothing of it is missed', async () => {
  await begin('pears');
  tellOnFailure();
  world.api.when('think of pears', [[thinkFor(1_500), say('Thought of pears.')]]);
  await session.send('think of pears');
  process.kill(
    Number((await world.tmux('list-clients', '-F', '#{client_pid}')).trim().split('\n')[0]),
    'SIGKILL',
  );
  const { lastTurn, timedOut } = await session.waitFor('idle', { timeoutMs: 10_000 });
  expect({ lastTurn, timedOut }).toMatchObject({
    ...{ timedOut: false, lastTurn: { outcome: 'completed' } },
  });
  world.api.when('after the client', [say('Still here.')]);
  expect(await session.send('after the client')).toMatchObject({ delivered: true });
  await session.waitFor('idle');
  expect(await textsOf(session)).toContain('Still here.');
});

test('kill -9 of the tmux server: every session says so, what waited is settled, and resume starts a new one', async () => {
  await begin('plums');
  tellOnFailure();
  const other = await world.aegis.sessions.create({ workDir: world.workDir, name: 'other' });
  world.api.when('think of plums', [[thinkFor(30_000), say('Never said.')]]);
  await session.send('think of plums');
  await session.waitFor('working');
  const queued = await session.send('and then', { whenBusy: 'queue' });
  expect(queued.verdict).toBe('queued');
  const server = await pidOf('#{pid}');
  process.kill(server, 'SIGKILL');
  for (const one of [session, other]) {
    const { exit, timedOut } = await one.waitFor('exited', { timeoutMs: 10_000 });
    expect({ exit, timedOut }).toMatchObject({ timedOut: false, exit: { reason: 'runtime_lost' } });
  }
  expect(session.info().detail.queued).toBe(0);
  await expect(session.send('too late')).rejects.toMatchObject({ code: 'session_exited' });
  await expectResumed('plums');
  expect(await pidOf('#{pid}')).not.toBe(server);
  await eventually('health', async () => (await world.aegis.health()).runtime?.tmux.available);
});
