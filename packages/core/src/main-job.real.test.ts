import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bash, eventually, say, write } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld({ trusted: false });
});
afterAll(() => world.dispose());

test('a session starts at the trust dialog, and approving it takes the row that trusts', async () => {
  session = await world.aegis.sessions.create({ workDir: world.workDir, name: 'main job' });
  const info = session.info();
  expect(info.status).toBe('permission_prompt');
  expect(info.pending).toMatchObject({ kind: 'trust', via: 'screen' });
  const result = await session.approve({ requestId: info.pending?.id ?? '' });
  expect(result).toEqual({ ok: true, via: 'screen', chosen: 'Yes, I trust this folder' });
  expect(await session.waitFor('idle')).toMatchObject({ status: 'idle', timedOut: false });
});

test('a prompt is delivered with the evidence of Claude Code itself', async () => {
  world.api.when('make a file', [
    [say('I make it.'), bash('echo made > made.txt')],
    say('It is made.'),
  ]);
  const sent = await session.send('make a file');
  expect(sent).toMatchObject({
    ok: true,
    delivered: true,
    attempts: 1,
    verdict: 'delivered',
    evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' },
  });
});

test('a bash approval says what is asked, and approving it runs the command', async () => {
  const { pending } = await session.waitFor('bash_approval');
  expect(pending).toMatchObject({
    kind: 'bash',
    toolName: 'Bash',
    toolInput: { command: 'echo made > made.txt' },
    via: 'hook',
  });
  expect(existsSync(join(world.workDir, 'made.txt'))).toBe(false);
  await session.approve({ requestId: pending?.id ?? '' });
  const idle = await session.waitFor('idle');
  expect(idle.lastTurn).toMatchObject({ outcome: 'completed', text: 'It is made.' });
  expect(await readFile(join(world.workDir, 'made.txt'), 'utf8')).toBe('made\n');
});

test('a rejected file is not written, and the turn is interrupted', async () => {
  const path = join(world.workDir, 'unwanted.txt');
  world.api.when('write a file', [write(path, 'no'), say('Not reached.')]);
  await session.send('write a file');
  const { pending } = await session.waitFor('permission_prompt');
  expect(pending).toMatchObject({ kind: 'permission', toolName: 'Write' });
  await session.reject();
  const idle = await session.waitFor('idle');
  expect(idle.lastTurn?.outcome).toBe('interrupted');
  expect(existsSync(path)).toBe(false);
});

test('the transcript holds the conversation as it was', async () => {
  const { messages, cursor } = await session.read();
  const said = messages.map(({ role, contentType, text }) => [role, contentType, text]);
  expect(said).toContainEqual(['user', 'text', 'make a file']);
  expect(said).toContainEqual(['assistant', 'text', 'It is made.']);
  // That the turn was stopped may be written down after it was seen.
  let from = cursor ?? '';
  await eventually('nothing more', async () => {
    const later = await session.read({ after: from });
    from = later.cursor ?? '';
    return later.messages.length === 0;
  });
});

test('a restart takes the session over where it was', async () => {
  session = (await world.restart()).sessions.get(session.id);
  expect(await session.waitFor('idle')).toMatchObject({ timedOut: false });
  expect(await world.aegis.sessions.recover()).toEqual([]);
  world.api.when('still there', [say('Still here.')]);
  const sent = await session.send('still there');
  expect(sent.delivered).toBe(true);
  const idle = await session.waitFor('idle');
  expect(idle.lastTurn?.text).toBe('Still here.');
});

test('kill ends every process, and says so in the events', async () => {
  const { pid } = session.info();
  await session.kill();
  expect(() => process.kill(pid ?? 0, 0)).toThrow();
  expect(session.info()).toMatchObject({ status: 'exited', exit: { reason: 'killed' } });
  await session.kill();
});
