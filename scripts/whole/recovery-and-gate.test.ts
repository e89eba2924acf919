import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gateReportSchema, sessionSchema, stallSchema } from '@aegis/protocol';
import { eventually, say, thinkFor } from '@aegis/testkit';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';
import { runShell } from '../run-shell.ts';
import { setStage, type Stage } from '../stage.ts';

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ settings: { AEGIS_STALL_THRESHOLD_MS: '2000' } });
  stage.home.trust(stage.workDir);
  stage.api.when('hang', [[thinkFor(600_000), say('late')]]);
});
afterAll(() => stage.dispose());

/** Runs a command that a page shows, for a session, and reads its answer. */
async function run(command: string, id: string): Promise<unknown> {
  const script = `ID=${id}\n${command.replaceAll(':9100/', `:${stage.port}/`)}`;
  const { stdout, stderr, code } = await runShell(stage, script);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test('recovery: a session that stalls looks as shown, and takes the policy as shown', async () => {
  const { client, workDir } = stage;
  const { id } = await client.createSession({ workDir, prompt: 'hang' });
  const stall = await eventually('the stall', async () => (await client.getSession(id)).stall);
  const [shown = ''] = codeBlocks(page('recovery.md'), 'json');
  expect(Object.keys(v.parse(stallSchema, JSON.parse(shown)))).toEqual(Object.keys(stall));
  expect(stall).toMatchObject({ kind: 'silent', thresholdMs: 2_000, rung: null });
  const [command = ''] = codeBlocks(page('recovery.md'), 'sh');
  const session = v.parse(sessionSchema, await run(command, id));
  expect(session.recovery?.rungs.map(({ rung }) => rung)).toEqual([
    ...['nudge', 'interrupt', 'refine', 'pivot', 'escalate'],
  ]);
  await eventually('a nudge', () =>
    stage.api.requests.some(({ prompt }) => prompt?.endsWith("Continue. What's blocking you?")),
  );
  await client.killSession(id);
});

test('the gate: a project is checked as shown', async () => {
  const { client, workDir } = stage;
  const scripts = { test: 'node -e "process.exit(0)"' };
  writeFileSync(join(workDir, 'package.json'), JSON.stringify({ scripts }));
  const { id } = await client.createSession({ workDir });
  const [command = ''] = codeBlocks(page('gate.md'), 'sh');
  const report = v.parse(gateReportSchema, await run(command, id));
  // There is no such script.
  expect(report.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['transcript', 'skipped'],
    ['npm test', 'pass'],
    ['style', 'fail'],
  ]);
  await client.killSession(id);
});
