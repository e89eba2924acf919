import { expect, onTestFinished, test } from 'vitest';
import { startScriptedApi } from '../api/scripted-api.ts';
import { runProcess } from '../process/run-process.ts';
import { createClaudeHome } from './claude-home.ts';
import { fetchClaude } from './fetch-claude.ts';

test('an older build is fetched once, and runs by its path alone', async () => {
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  onTestFinished(async () => {
    await home.dispose();
    await api.close();
  });
  const [path, again] = await Promise.all([fetchClaude('2.0.76'), fetchClaude('2.0.76')]);
  expect(again).toBe(path);
  const { stdout } = await runProcess([path, '--version'], { env: home.env });
  expect(stdout).toBe('2.0.76 (Claude Code)\n');
});

test('a version that was never released is told so', async () => {
  await expect(fetchClaude('2.1.99999')).rejects.toThrow(
    /^Claude Code 2\.1\.99999 \(@anthropic-ai\/claude-code-.*\) could not be fetched: /,
  );
});
