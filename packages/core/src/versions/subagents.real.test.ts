import { say, thinkFor, useTool } from '@aegis/testkit';
import { expect, test } from 'vitest';
import { createVersionWorld } from './testing/version-world.ts';

/** In the conversation itself, beside the conversations of the project, and in a folder of the conversation's own. */
test.each(['1.0.128', '2.0.76', '2.1.50'])(
  '%s: a subagent is shown, and what it used counts for its session',
  async (version) => {
    const world = await createVersionWorld(version);
    try {
      const input = { description: 'Look around', prompt: 'look at everything' };
      const helper = useTool('Task', { ...input, subagent_type: 'general-purpose' });
      world.api.when('with a helper', [[say('I send a helper.'), helper], say('It is back.')]);
      world.api.whenSubagent('look at everything', [[thinkFor(500), say('I looked.')]]);
      const session = await world.aegis.sessions.create({ workDir: world.workDir });
      await session.send('with a helper');
      await session.waitFor('idle', { timeoutMs: 20_000 });
      await session.read();
      await expect
        .poll(async () => (await world.aegis.swarm()).groups[0]?.sessions[0]?.subagents)
        // 2.0.76 has some of its own, too.
        .toContainEqual(
          expect.objectContaining({
            ...{ type: 'general-purpose', description: 'Look around', state: 'done', messages: 2 },
          }),
        );
      const { usage, models } = await session.summary();
      // Three that are not cached for each request: two requests of its own, and the subagent's.
      expect(usage.inputTokens).toBeGreaterThanOrEqual(9);
      expect(usage.costUsd).toBeGreaterThan(0);
      expect(session.info().usage).toEqual(usage);
      expect(models.length).toBeGreaterThan(0);
    } finally {
      await world.dispose();
    }
  },
  90_000,
);
