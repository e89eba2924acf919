import { say, thinkFor, useTool } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
beforeAll(async () => {
  world = await createRealWorld();
});
afterAll(() => world.dispose());

test('a team of Claude Code’s own is shown with the session that leads it', async () => {
  const mate = useTool('Agent', {
    ...{ description: 'Look around', prompt: 'look at everything' },
    ...{ subagent_type: 'general-purpose', name: 'tester' },
  });
  world.api.when('with a team', [[say('I send a mate.'), mate], say('It is on its way.')]);
  world.api.whenSubagent('look at everything', [[thinkFor(4_000), say('I looked.')]]);
  const session = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, prompt: 'with a team' },
    env: { CLAUDE_CODE_EXPERIMENTAL_AGENT_TEAMS: '1' },
  });
  await expect
    .poll(async () => (await world.aegis.swarm()).teams, { timeout: 10_000 })
    .toMatchObject([
      {
        leadSessionId: session.id,
        members: [{ name: 'team-lead' }, { name: 'tester', agentType: 'general-purpose' }],
        sockets: [],
      },
    ]);
  const subagents = async () => (await world.aegis.swarm()).groups[0]?.sessions[0]?.subagents;
  await expect
    .poll(subagents, { timeout: 10_000 })
    .toMatchObject([{ state: 'running', description: 'Look around', endedAt: null }]);
  await expect.poll(subagents, { timeout: 15_000 }).toMatchObject([{ state: 'done' }]);
});
