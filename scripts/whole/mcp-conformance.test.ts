import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createOwnedDirectory, runProcess, type OwnedDirectory } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStage, type Stage } from '../stage.ts';

/** Of the protocol's own suite, what asks for no tool, resource or prompt of the suite's example server. */
const SCENARIOS = [
  'server-initialize',
  'ping',
  'logging-set-level',
  'tools-list',
  'resources-list',
  'prompts-list',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

const suite = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/conformance/package.json',
);

let stage: Stage;
let results: OwnedDirectory;
beforeAll(async () => {
  stage = await setStage();
  results = await createOwnedDirectory();
});
afterAll(async () => {
  await stage.dispose();
  await results.dispose();
});

test.each(SCENARIOS)('the MCP conformance suite passes %s against /mcp', async (scenario) => {
  const url = `http://127.0.0.1:${stage.port}/mcp`;
  const program = join(dirname(suite), 'dist', 'index.js');
  const { code, stdout } = await runProcess(
    [process.execPath, program, 'server', '--url', url, '--scenario', scenario],
    { cwd: results.path },
  );
  expect(stdout).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/);
  expect(code).toBe(0);
});
