import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AegisEvent, PermissionPolicy } from '@aegis/protocol';
import { bash, eventually, read, say, subagent, type ModelScript } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from '../index.ts';
import { createRealWorld, type RealWorld } from '../testing/real-world.ts';

const POLICY: PermissionPolicy = {
  rules: [
    { tool: 'Bash', command: 'rm *', decision: 'deny', reason: 'Nothing is deleted here.' },
    { tool: 'Bash', command: ['touch allowed-*', 'git init'], decision: 'allow' },
    { tool: 'Read', path: '**/.env', decision: 'deny', reason: 'Secrets stay unread.' },
  ],
};

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  writeFileSync(join(world.workDir, '.env'), 'TOKEN=hush');
  writeFileSync(join(world.workDir, 'readme.txt'), 'hello from the readme');
  // What the project itself allows, nobody is asked about.
  await mkdir(join(world.workDir, '.claude'));
  const allow = ['Bash(rm:*)', 'Bash(echo:*)'];
  writeFileSync(
    join(world.workDir, '.claude', 'settings.json'),
    JSON.stringify({ permissions: { allow } }),
  );
  session = await world.aegis.sessions.create({ workDir: world.workDir, policy: POLICY });
});
afterAll(() => world.dispose());

const inWorkDir = (name: string) => join(world.workDir, name);

/** What was told since this event. */
async function toldSince(after: number) {
  const events: AegisEvent[] = [];
  const stop = new AbortController();
  const last = world.aegis.eventsStart().after;
  if (last === after) return events;
  for await (const event of session.events({ after, signal: stop.signal })) {
    events.push(event);
    if (event.id >= last) break;
  }
  return events;
}

async function turn(prompt: string, script: ModelScript) {
  const after = world.aegis.eventsStart().after;
  world.api.when(prompt, script);
  await session.send(prompt);
  const { status, lastTurn } = await session.waitFor();
  const events = await toldSince(after);
  const verdicts = events.flatMap((event) =>
    event.type === 'policy-decided' ? [event.data.verdict] : [],
  );
  return { status, lastTurn, verdicts, types: events.map(({ type }) => type), events };
}

/** What the model was told last. */
function lastRequest(): string {
  return JSON.stringify(world.api.requests.findLast(({ kind }) => kind === 'main')?.body);
}

test('what a rule allows runs, and nobody is asked', async () => {
  const { status, verdicts, types } = await turn('make it', [
    bash('touch allowed-1'),
    say('Made.'),
  ]);
  expect(status).toBe('idle');
  expect(existsSync(inWorkDir('allowed-1'))).toBe(true);
  expect(verdicts).toMatchObject([
    { toolName: 'Bash', subject: 'touch allowed-1', decision: 'allow', rule: 1, pendingId: null },
  ]);
  expect(types).not.toContain('pending-opened');
});

test('what a rule denies does not run, though the project allows it, and Claude knows why', async () => {
  const { status, verdicts, lastTurn } = await turn('delete it', [
    bash('rm allowed-1'),
    say('I leave it.'),
  ]);
  expect([status, lastTurn?.outcome, lastTurn?.text]).toEqual(['idle', 'completed', 'I leave it.']);
  expect(existsSync(inWorkDir('allowed-1'))).toBe(true);
  expect(verdicts).toMatchObject([{ decision: 'deny', rule: 0, pendingId: null }]);
  expect(lastRequest()).toContain('Nothing is deleted here.');
});

test('what is hidden behind an expansion is asked about, though the project allows what it looks like', async () => {
  const asked = await turn('hide it', [bash('echo x && $(echo rm) allowed-1'), say('Hidden.')]);
  expect(asked.status).toBe('bash_approval');
  expect(asked.verdicts).toMatchObject([{ decision: 'ask', rule: 0 }]);
  expect(asked.verdicts[0]?.pendingId).toBe(session.info().pending?.id);
  await session.reject({ feedback: 'No.' });
  await session.waitFor('idle');
  expect(existsSync(inWorkDir('allowed-1'))).toBe(true);
});

test('the rest is asked for, as without a policy', async () => {
  const { status, verdicts } = await turn('ask me', [bash('touch asked'), say('Asked.')]);
  expect(status).toBe('bash_approval');
  expect(verdicts).toMatchObject([{ decision: 'ask', rule: null }]);
  await session.approve();
  await session.waitFor('idle');
  expect(existsSync(inWorkDir('asked'))).toBe(true);
});

test('what a rule allows does not carry what it does not', async () => {
  const asked = await turn('both', [bash('touch allowed-2 && touch other'), say('Both.')]);
  expect(asked.status).toBe('bash_approval');
  expect(existsSync(inWorkDir('allowed-2'))).toBe(false);
  await session.reject({ feedback: 'Not that.' });
  await session.waitFor('idle');
});

test('a file that a rule denies is not read, though nobody would be asked', async () => {
  const { verdicts, lastTurn } = await turn('read secrets', [
    read(inWorkDir('.env')),
    say('I cannot.'),
  ]);
  expect(lastTurn).toMatchObject({ outcome: 'completed', text: 'I cannot.' });
  expect(verdicts).toMatchObject([{ toolName: 'Read', decision: 'deny', rule: 2 }]);
  expect(lastRequest()).toContain('Secrets stay unread.');
  expect(lastRequest()).not.toContain('TOKEN=hush');
  const other = await turn('read the readme', [read(inWorkDir('readme.txt')), say('Read.')]);
  expect(other.verdicts).toEqual([]);
  expect(lastRequest()).toContain('hello from the readme');
});

test('a subagent is under the same rules', async () => {
  world.api.whenSubagent('the delegated work', [
    bash('touch allowed-by-agent'),
    bash('rm allowed-by-agent'),
    say('The agent is done.'),
  ]);
  await turn('delegate', [subagent('Work', 'the delegated work'), say('Delegated.')]);
  const decided = async (subject: string) =>
    (await toldSince(0)).some(
      (event) => event.type === 'policy-decided' && event.data.verdict.subject === subject,
    );
  await eventually('both to be decided', () => decided('rm allowed-by-agent'));
  expect(await decided('touch allowed-by-agent')).toBe(true);
  expect(existsSync(inWorkDir('allowed-by-agent'))).toBe(true);
  await session.waitFor('idle');
});

test('where every command is allowed to Claude Code, what may be denied is still asked about', async () => {
  const claudeArgs = ['--allowedTools', 'Bash'];
  const free = await world.aegis.sessions.create({
    ...{ workDir: world.workDir, policy: POLICY, claudeArgs },
  });
  world.api.when('run freely', [bash('touch free'), say('Ran.')]);
  await free.send('run freely');
  expect((await free.waitFor()).status).toBe('idle');
  expect(existsSync(inWorkDir('free'))).toBe(true);
  world.api.when('run hidden', [bash('$(echo rm) free'), say('Ran.')]);
  await free.send('run hidden');
  expect((await free.waitFor()).status).toBe('bash_approval');
  await free.kill();
  expect(existsSync(inWorkDir('free'))).toBe(true);
});

test('the rules hold after a restart, and change from the next request on', async () => {
  session = (await world.restart()).sessions.get(session.id);
  expect((await turn('again', [bash('touch allowed-3'), say('Again.')])).status).toBe('idle');
  expect(existsSync(inWorkDir('allowed-3'))).toBe(true);
  const changed = session.setPolicy({
    rules: [{ tool: 'Bash', command: 'touch *', decision: 'deny' }],
  });
  expect(changed.policy?.rules).toHaveLength(1);
  const { verdicts } = await turn('no more', [bash('touch allowed-4'), say('No more.')]);
  expect(verdicts).toMatchObject([{ decision: 'deny', rule: 0 }]);
  expect(existsSync(inWorkDir('allowed-4'))).toBe(false);
  expect(session.setPolicy(null).policy).toBeNull();
  expect((await turn('as before', [bash('touch b'), say('x')])).status).toBe('bash_approval');
  await session.reject();
  await eventually('the turn to stop', () => session.info().status === 'idle');
});
