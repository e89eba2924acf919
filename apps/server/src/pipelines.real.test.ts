import type { PipelineDefinition } from '@aegis/protocol';
import { bash, eventually, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRealServer, type RealServer } from './testing/real-server.ts';

let server: RealServer;
beforeAll(async () => {
  server = await startRealServer();
  server.api.when('do work', [[bash('sleep 4')], say('Worked.')]);
  server.api.when('do rest after Worked.', [say('Rested.')]);
});
afterAll(() => server.dispose());

function definition(): PipelineDefinition {
  return {
    name: 'crash',
    workDir: server.workDir,
    steps: [
      {
        name: 'work',
        prompt: 'do work',
        worktree: true,
        session: { claudeArgs: ['--allowedTools', 'Bash'] },
      },
      { name: 'rest', dependsOn: ['work'], prompt: 'do rest after {{steps.work.output}}' },
    ],
  };
}

async function endsWell(id: string): Promise<void> {
  const done = await server.client.getPipeline(id, { waitMs: 60_000 });
  expect(done.steps.map(({ status, output, error }) => [status, output, error])).toEqual([
    ['succeeded', 'Worked.', null],
    ['succeeded', 'Rested.', null],
  ]);
  expect(done.status).toBe('succeeded');
  // One session for each, however often it was looked at.
  const { sessions } = await server.client.listSessions({ tag: `pipeline:${id}` });
  const ran = sessions.filter(({ exit }) => exit?.reason !== 'runtime_lost');
  expect(ran.map(({ pipeline }) => pipeline?.step).sort()).toEqual(['rest', 'work']);
  expect(ran.map(({ status }) => status)).toEqual(['exited', 'exited']);
}

test('killed in the middle of a step, the server goes on with it when it is back', async () => {
  const { id } = await server.client.createPipeline(definition());
  await eventually('the turn', async () => {
    const { steps } = await server.client.getPipeline(id, {});
    const sessionId = steps[0]?.sessionId ?? null;
    return (
      sessionId !== null && (await server.client.getSession(sessionId, {})).status === 'working'
    );
  });
  await server.crash();
  await endsWell(id);
}, 120_000);

test.each([0, 60, 250])(
  'killed %i ms after it was asked, it begins the step once',
  async (delayMs) => {
    const { id } = await server.client.createPipeline(definition());
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await server.crash();
    await endsWell(id);
  },
  120_000,
);
