import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bash, eventually, say, thinkFor } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AegisSession } from './index.ts';
import { startedWith } from './process/process-table.ts';
import { eventsSoFar } from './testing/events-so-far.ts';
import { createRealWorld, type RealWorld } from './testing/real-world.ts';

let world: RealWorld;
let session: AegisSession;
beforeAll(async () => {
  world = await createRealWorld();
  session = await world.aegis.sessions.create({
    ...{
      workDir: world.workDir,
      env: { GREETING: 'hello' },
      claudeArgs: ['--allowedTools', 'Bash'],
    },
  });
});
afterAll(() => world.dispose());

const project = (files: Record<string, string>) =>
  Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(world.workDir, name), text)),
  );
const PASSING = "require('node:test').test('adds', () => require('node:assert').equal(1 + 1, 2));";
const FAILING = PASSING.replace(', 2)', ', 3)');

test('nothing was checked yet, and nothing is there to check', async () => {
  expect(() => session.lastGate()).toThrow(expect.objectContaining({ code: 'gate_not_found' }));
  expect(await session.gate()).toMatchObject({
    verdict: 'error',
    summary: 'There was nothing to check.',
    checks: [{ verdict: 'skipped' }, { verdict: 'skipped', name: 'commands' }],
  });
});

test('what the project offers is found and run: first its test fails, then it passes', async () => {
  await project({
    'package.json': JSON.stringify({ scripts: { test: 'node --test', build: 'echo built' } }),
    'sum.test.js': FAILING,
  });
  const bad = await session.gate({ transcript: false });
  expect(bad).toMatchObject({
    verdict: 'fail',
    summary: '1 check failed: test.',
    checks: [
      { name: 'build', verdict: 'pass', run: { command: ['npm', 'run', 'build'], exitCode: 0 } },
      { name: 'test', verdict: 'fail', run: { command: ['npm', 'run', 'test'], exitCode: 1 } },
    ],
  });
  expect(bad.checks[1]?.run?.output).toContain('fail 1');
  await project({ 'sum.test.js': PASSING });
  const good = await session.gate({ transcript: false });
  expect(good).toMatchObject({ verdict: 'pass', summary: '2 checks passed: build, test.' });
  expect(session.lastGate()).toEqual(good);
  const told = (await eventsSoFar(world.aegis, session.id)).filter(
    ({ type }) => type === 'gate-finished',
  );
  expect(told.at(-1)?.data).toEqual({ report: good });
});

test('tests that Claude saw fail are found in its transcript, until it saw them pass', async () => {
  await project({ 'sum.test.js': FAILING });
  world.api.when('run the tests', [[bash('node --test')], [say('They fail.')]]);
  await session.send('run the tests');
  await session.waitFor('idle');
  const bad = await session.gate({ commands: [] });
  expect(bad.verdict).toBe('fail');
  expect(bad.checks[0]?.findings[0]?.message).toMatch(
    /^Bash `node --test`: node:test says ".*fail 1"/,
  );
  await project({ 'sum.test.js': PASSING });
  world.api.when('once more', [[bash('node --test')], [say('They pass.')]]);
  await session.send('once more');
  await session.waitFor('idle');
  expect(await session.gate({ commands: [] })).toMatchObject({ verdict: 'pass' });
});

test('commands that are given run as words, each with its own time, whatever came of the one before', async () => {
  const report = await session.gate({
    transcript: false,
    commands: [
      'false',
      { name: 'greets', command: ['sh', '-c', 'echo "$GREETING ${AEGIS_STATE_DIR-none}"'] },
      { command: 'sleep 100', timeoutMs: 300 },
      'no-such-program-here --flag',
    ],
  });
  expect(report.verdict).toBe('fail');
  expect(report.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['false', 'fail'],
    ['greets', 'pass'],
    ['sleep 100', 'fail'],
    ['no-such-program-here --flag', 'error'],
  ]);
  expect(report.checks[1]?.run?.output).toBe('hello none');
  expect(report.checks[2]?.run?.timedOut).toBe(true);
});

test('a command for a shell is refused before anything runs', async () => {
  const before = session.lastGate();
  await expect(session.gate({ commands: ['touch made', 'a && b'] })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect(session.lastGate()).toEqual(before);
});

test('one at a time; and it ends with its caller', async () => {
  const stop = new AbortController();
  const commands = ['sleep 300'];
  const running = session.gate({ transcript: false, commands }, stop.signal);
  await expect(session.gate()).rejects.toMatchObject({ code: 'gate_running' });
  stop.abort();
  await expect(running).rejects.toMatchObject({ code: 'shutting_down' });
  expect(await session.gate({ transcript: false, commands: ['true'] })).toMatchObject({
    verdict: 'pass',
  });
});

test('not while it works', async () => {
  world.api.when('think', [[thinkFor(600_000), say('late')]]);
  await session.send('think');
  await expect(session.gate()).rejects.toMatchObject({ code: 'session_busy' });
  await eventually('its request', () => world.api.requests.at(-1)?.prompt === 'think');
  world.api.hurry();
  await session.waitFor('idle');
});

test('the report outlives a restart, a running gate does not outlive Aegis, and an ended session can be checked', async () => {
  const kept = await session.gate({ commands: ['true'] });
  const running = session.gate({ transcript: false, commands: ['sleep 299'] });
  const gone = expect(running).rejects.toMatchObject({ code: 'shutting_down' });
  const aegis = await world.restart();
  await gone;
  const again = aegis.sessions.get(session.id);
  expect(again.lastGate()).toEqual(kept);
  await again.kill();
  expect(await again.gate()).toMatchObject({
    verdict: 'pass',
    summary: '3 checks passed: transcript, build, test.',
  });
  await mkdir(join(world.workDir, 'kept'), { recursive: true });
  await rm(world.workDir, { recursive: true });
  await expect(again.gate()).rejects.toMatchObject({ code: 'workdir_missing' });
  await mkdir(world.workDir);
  await eventually('nothing is left', () => startedWith('GREETING=hello').size === 0);
});
