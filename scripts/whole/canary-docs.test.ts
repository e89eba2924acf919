import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveClaude, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runShell } from '../run-shell.ts';
import { shellBlock } from '../code-blocks.ts';
import { setStage, type Stage } from '../stage.ts';

const block = (marker: string): string => shellBlock('docs/canary.md', marker);

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
});
afterAll(() => stage.dispose());

test('the ways to call the canary run as they stand', async () => {
  const script = block('doctor --canary').replace('/opt/claude/bin/claude', resolveClaude());
  const { code, stdout, stderr } = await runShell(stage, script, 300_000);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/is understood/g)).toHaveLength(2);
  const report = JSON.parse(readFileSync(join(stage.workDir, 'canary.json'), 'utf8')) as unknown;
  expect(report).toMatchObject({ verdict: 'understood', findings: [] });
}, 320_000);

test('the ways to look at what runs do, too', async () => {
  stage.api.when('hello', [say('Good day.')]);
  const { workDir, client } = stage;
  const { id } = await client.createSession({ workDir, name: 'SESSION', prompt: 'hello' });
  await client.wait(id, { status: ['idle'] });
  const { code, stdout, stderr } = await runShell(stage, block('aegis disagreements'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('registry.idle');
  expect(stdout).toContain('screen.box');
});
