import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VERSIONS } from '@aegis/corpus';
import { bash, eventually, say } from '@aegis/testkit';
import { describe, expect, test } from 'vitest';
import { claudeFeatures } from '../launch/claude-features.ts';
import { createVersionWorld } from './testing/version-world.ts';

describe.each(VERSIONS)('the main job on Claude Code %s', (version) => {
  test('create with a prompt, approve, read, send again, kill', async () => {
    const world = await createVersionWorld(version);
    const { aegis, api, workDir } = world;
    try {
      const prompt = 'make a file\n"quoted" $HOME `x` \\ 漢字';
      api.when('make a file', [
        [say('I make it.'), bash('touch made.txt')],
        say('It is made, as you asked.'),
      ]);
      const session = await aegis.sessions.create({ workDir, prompt });
      const { pending } = await session.waitFor('bash_approval');
      expect(pending).toMatchObject({ kind: 'bash', toolInput: { command: 'touch made.txt' } });
      expect(session.info().promptDelivery).toMatchObject({
        verdict: 'delivered',
        evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' },
      });

      const via = claudeFeatures(version).permissionRequest ? 'hook' : 'screen';
      // Through a command the hook may come after its dialog.
      await eventually(`the ${via}`, () => session.info().pending?.via === via);
      expect(await session.approve({ requestId: pending?.id ?? '' })).toMatchObject({ via });
      expect(await session.waitFor('idle')).toMatchObject({
        timedOut: false,
        lastTurn: { outcome: 'completed' },
      });
      expect(existsSync(join(workDir, 'made.txt'))).toBe(true);
      const said = async () => {
        const { messages } = await session.read();
        return messages.map(({ role, text }) => `${role}: ${text}`);
      };
      expect(await said()).toContain('assistant: It is made, as you asked.');
      // 2.1.200 writes the first lines of a conversation later than those that follow.
      await eventually('the prompt', async () => (await said()).includes(`user: ${prompt}`));

      const second = 'second prompt\n\twith a tab, "quotes" and 漢字 \\';
      api.when('second prompt', [say('The second answer.')]);
      expect(await session.send(second)).toMatchObject({
        verdict: 'delivered',
        evidence: { source: 'hook' },
      });
      expect(await session.waitFor('idle')).toMatchObject({
        lastTurn: { outcome: 'completed' },
        detail: { draft: null, queued: 0 },
      });
      // Typing has no tabs, and versions before 2.1 keep the space that ends it.
      const received = api.requests.findLast(({ kind }) => kind === 'main')?.prompt;
      expect(received?.trimEnd()).toBe(second.replace('\t', '    '));
      expect((await session.read()).messages.at(-1)?.text).toBe('The second answer.');

      const { pid } = session.info();
      await session.kill();
      expect(() => process.kill(pid ?? 0, 0)).toThrow();
      expect(session.info()).toMatchObject({ status: 'exited', exit: { reason: 'killed' } });
    } finally {
      await world.dispose();
    }
  }, 90_000);
});
