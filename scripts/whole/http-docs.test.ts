import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks, shellBlock } from '../code-blocks.ts';
import { runShell } from '../run-shell.ts';
import { setStage, type Stage } from '../stage.ts';

const PAGE = 'docs/http.md';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  stage.api.when('Translate README.md into French.', [say('Traduit.')]);
});
afterAll(() => stage.dispose());

/** What each of the page's commands answers. */
async function answers(marker: string, sid = ''): Promise<Record<string, never>[]> {
  const block = shellBlock(PAGE, marker);
  const script = `BASE=http://127.0.0.1:${stage.port} REPO='${stage.workDir}' SID='${sid}'\n${block}`;
  const { code, stdout, stderr } = await runShell(
    stage,
    script.replaceAll('curl -s', "curl -s -w '\\n'"),
  );
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, never>);
}

test('a template is kept and run', async () => {
  const [kept, session] = await answers('/v1/templates/translate/run');
  expect(kept).toMatchObject({ id: 'translate', builtIn: false });
  expect(session).toMatchObject({ templateId: 'translate', tags: ['translation'] });
  const { client } = stage;
  const idle = await client.wait(String(session?.['id']), { status: ['idle'] });
  expect(idle.lastTurn?.text).toBe('Traduit.');
});

test('entries of the shared state are set, and put before a prompt as the page shows it', async () => {
  const [set, listed, session, deleted] = await answers('/v1/memory?prefix=plan/');
  expect(set).toMatchObject({ key: 'plan/style', value: { quotes: 'single' } });
  expect(listed).toMatchObject({ entries: [{ key: 'plan/style' }] });
  expect(session).toMatchObject({ promptDelivery: { delivered: true } });
  expect(deleted).toEqual({ ok: true });
  const page = readFileSync(fileURLToPath(new URL(`../../${PAGE}`, import.meta.url)), 'utf8');
  const shown = codeBlocks(page, 'text').find((text) => text.startsWith('<aegis-memory>'));
  await eventually('the prompt at the model', () =>
    stage.api.requests.some(({ prompt }) => prompt === shown?.trimEnd()),
  );
});

test('a batch says what came of each', async () => {
  const [batch] = await answers('/v1/sessions/batch');
  expect(batch).toMatchObject({
    ...{ created: 1, failed: 1 },
    results: [{ ok: true }, { ok: false, error: { code: 'workdir_missing' } }],
  });
});

test('a slash command and a shell command are run in a session', async () => {
  const { id } = await stage.client.createSession({ workDir: stage.workDir });
  const [command, idle, bash] = await answers('/command', id);
  expect(command).toMatchObject({ delivered: true, evidence: { rule: 'transcript.command' } });
  expect(idle).toMatchObject({ status: 'idle' });
  expect(bash).toMatchObject({ delivered: true, stdout: '', stderr: '' });
});
