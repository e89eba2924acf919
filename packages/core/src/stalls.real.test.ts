import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bash, eventually, read, say, thinkFor } from '@aegis/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';
import { eventsSoFar } from './testing/events-so-far.ts';

const THRESHOLD = 2_000;
/** Milliseconds of silence: longer than any test. */
const FOR_GOOD = 600_000;
/** The shell itself, so that Claude Code has no sleep to object to. */
const SLOW = 'python3 -c "import time; time.sleep(600)"';

vi.setConfig({ testTimeout: 90_000 });

let world: RealWorld;
beforeEach(async () => {
  world = await createRealWorld();
});
afterEach(() => world.dispose());

const told = async ({ id }: AegisSession) =>
  (await eventsSoFar(world.aegis, id)).filter(
    ({ type }) => type.startsWith('stall-') || type === 'recovery-step',
  );
const steps = async (session: AegisSession) =>
  (await told(session)).flatMap((event) =>
    event.type === 'recovery-step' ? [event.data.step] : [],
  );
const prompts = () =>
  world.api.requests.filter(({ kind }) => kind === 'main').map(({ prompt }) => prompt);

function hang(prompt: string): void {
  world.api.when(prompt, [[thinkFor(FOR_GOOD), say('late')]]);
}

test('an API that hangs is a stall, told once, also over a restart', async () => {
  hang('hang please');
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'hang please' },
    stallThresholdMs: THRESHOLD,
  });
  const stall = await eventually('a stall', () => session.info().stall);
  expect(stall).toMatchObject({ kind: 'silent', toolName: null, thresholdMs: THRESHOLD });
  const aegis = await world.restart();
  const again = aegis.sessions.get(session.id);
  await new Promise((resolve) => setTimeout(resolve, 2 * THRESHOLD));
  expect(again.info().stall).toEqual(stall);
  world.api.hurry();
  await again.waitFor('idle');
  expect(again.info().stall).toBeNull();
  expect((await told(again)).map(({ type }) => type)).toEqual(['stall-began', 'stall-ended']);
});

test('lines that come one by one are no stall', async () => {
  const story = say('- one line\n'.repeat(12), { chunkSize: 11, chunkDelayMs: 500 });
  world.api.when('tell me', [[story]]);
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'tell me' },
    stallThresholdMs: THRESHOLD,
  });
  await session.waitFor('idle');
  expect(session.info().lastTurn?.outcome).toBe('completed');
  expect(await told(session)).toEqual([]);
});

test.each(['on', 'off'] as const)(
  'a tool that runs is told apart, with hooks %s',
  async (hooks) => {
    if (hooks === 'off') {
      await world.dispose();
      world = await createRealWorld({ hooks });
    }
    world.api.when('slowly', [[bash(SLOW)], [say('done')]]);
    const session = await world.aegis.sessions.create({
      ...{ workDir: world.workDir, prompt: 'slowly' },
      ...{ stallThresholdMs: THRESHOLD, recovery: { rungs: [{ rung: 'nudge' }] } },
    });
    await session.waitFor(['bash_approval', 'permission_prompt']);
    await session.approve();
    const stall = await eventually('a stall', () => session.info().stall);
    expect(stall).toMatchObject({ kind: 'tool', toolName: 'Bash' });
    const aegis = await world.restart();
    expect(aegis.sessions.get(session.id).info().stall).toEqual(stall);
    await aegis.sessions.get(session.id).interrupt();
    const all = (await told(session)).map(({ type }) => type);
    // It is what the ladder leaves alone.
    expect(all).toEqual(['stall-began', 'stall-ended']);
  },
);

test('the ladder: nudged, begun again, told otherwise, replaced, and left to a person', async () => {
  for (const text of ['build it', 'only the first half', 'from scratch']) hang(text);
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'build it', name: 'builder', tags: ['night'] },
    ...{ env: { MY_SETTING: 'kept' }, permissionMode: 'plan' },
    stallThresholdMs: THRESHOLD,
    recovery: {
      rungs: [
        { rung: 'nudge' },
        { rung: 'interrupt', afterMs: 0 },
        { rung: 'refine', text: 'only the first half', afterMs: 0 },
        { rung: 'pivot', prompt: 'from scratch', afterMs: 0 },
        { rung: 'escalate', reason: 'nothing helps' },
      ],
    },
  });
  const made = await eventually(
    'four steps',
    async () => {
      const all = await steps(session);
      return all.length === 4 ? all : undefined;
    },
    { timeoutMs: 60_000 },
  );
  const next = made[3]?.replacedBy ?? '';
  expect(made).toEqual(
    ['nudge', 'interrupt', 'refine', 'pivot'].map((rung, step) => ({
      ...{ rung, step, outcome: 'done', detail: null },
      replacedBy: rung === 'pivot' ? next : null,
    })),
  );
  expect(session.info().exit?.reason).toBe('killed');
  const pivoted = world.aegis.sessions.get(next);
  expect(pivoted.info()).toMatchObject({
    ...{ name: 'builder', tags: ['night'], workDir: session.info().workDir, parentId: null },
    ...{ permissionMode: 'plan' },
    recovery: { rungs: [{ rung: 'escalate' }] },
  });
  const escalated = await eventually('its own step', async () => (await steps(pivoted))[0]);
  expect(escalated).toMatchObject({ rung: 'escalate', outcome: 'done', detail: 'nothing helps' });
  expect(prompts()).toEqual([
    'build it',
    // Nothing was said to it, so Claude Code took it out of the conversation.
    "build it\n\nContinue. What's blocking you?",
    'build it',
    'only the first half',
    'from scratch',
  ]);
});

test('what helps ends it: a nudge that is answered is the last step', async () => {
  hang('build it');
  world.api.when('go on', [[say('Here.')]]);
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'build it' },
    ...{ stallThresholdMs: THRESHOLD },
    recovery: { rungs: [{ rung: 'nudge', text: 'go on' }, { rung: 'escalate' }] },
  });
  await eventually('a step', async () => (await steps(session)).length > 0);
  await session.waitFor('idle');
  expect(session.info()).toMatchObject({ stall: null, lastTurn: { outcome: 'completed' } });
  await new Promise((resolve) => setTimeout(resolve, 2 * THRESHOLD));
  expect((await told(session)).map(({ type }) => type)).toEqual([
    ...['stall-began', 'stall-ended', 'recovery-step'],
  ]);
});

test('a nudge goes on where something was said already', async () => {
  await writeFile(join(world.workDir, 'README.md'), 'nothing here');
  world.api.when('look and build', [
    [read(join(world.workDir, 'README.md'))],
    [thinkFor(FOR_GOOD), say('late')],
  ]);
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'look and build' },
    ...{ stallThresholdMs: THRESHOLD, recovery: { rungs: [{ rung: 'nudge', text: 'go on' }] } },
  });
  await eventually('a step', async () => (await steps(session)).length > 0);
  await session.waitFor('idle');
  expect(prompts().at(-1)).toBe('go on');
  const { messages } = await session.read({ role: 'user' });
  const texts = messages.filter(({ contentType }) => contentType === 'text');
  expect(texts.map(({ text }) => text)).toEqual(['look and build', 'go on']);
});
