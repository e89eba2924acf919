import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PermissionPolicy } from '@aegis/protocol';
import { bash, say } from '@aegis/testkit';
import { describe, expect, test, vi } from 'vitest';
import { claudeFeatures } from '../launch/claude-features.ts';
import { createVersionWorld } from './testing/version-world.ts';

const PATIENCE_MS = 30_000;
vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const POLICY: PermissionPolicy = {
  rules: [
    { tool: 'Bash', command: 'touch denied', decision: 'deny', reason: 'Not that one.' },
    { tool: 'Bash', command: 'touch allowed', decision: 'allow' },
  ],
};

describe.each(['1.0.128', '2.0.14', '2.0.76', '2.1.50'])(
  'a policy on Claude Code %s',
  (version) => {
    test('denies with its reason, and allows where there is a hook to answer', async () => {
      const world = await createVersionWorld(version);
      try {
        const { api, aegis, workDir } = world;
        const session = await aegis.sessions.create({ workDir, policy: POLICY });
        api.when('one', [bash('touch denied'), say('I leave it.')]);
        await session.send('one');
        const denied = await session.waitFor(['idle', 'bash_approval'], { timeoutMs: PATIENCE_MS });
        expect(denied).toMatchObject({ status: 'idle', lastTurn: { outcome: 'completed' } });
        expect(existsSync(join(workDir, 'denied'))).toBe(false);
        const told = api.requests.findLast(({ kind }) => kind === 'main')?.body;
        expect(JSON.stringify(told)).toContain('Not that one.');

        api.when('two', [bash('touch allowed'), say('Done.')]);
        await session.send('two');
        const { permissionRequest } = claudeFeatures(version);
        // Where a hook is a program that starts, its dialog may be seen before it is answered.
        const wanted = permissionRequest ? 'idle' : 'bash_approval';
        const next = await session.waitFor(wanted, { timeoutMs: PATIENCE_MS });
        expect(next).toMatchObject({ status: wanted, timedOut: false });
        expect(existsSync(join(workDir, 'allowed'))).toBe(permissionRequest);
      } finally {
        await world.dispose();
      }
    });
  },
);
