import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bash, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runShell } from '../run-shell.ts';
import { shellBlock } from '../code-blocks.ts';
import { setStage, type Stage } from '../stage.ts';

const block = (marker: string): string => shellBlock('README.md', marker);

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  stage.api.when('Your task here', [bash('echo done > done.txt'), say('All done.')]);
});
afterAll(() => stage.dispose());

const shell = (script: string) => runShell(stage, script);

test("the README's requests run as they stand", async () => {
  const script = block('/v1/sessions/$SID/send')
    .replaceAll('127.0.0.1:9100', `127.0.0.1:${stage.port}`)
    .replaceAll('/path/to/project', stage.workDir);
  const { code, stdout } = await shell(script);
  expect(code).toBe(0);
  expect(stdout).toContain('"delivered":true');
  expect(stdout).toContain('{"ok":true}');
});

test("the README's commands run as they stand", async () => {
  const { stdout, stderr } = await shell(block('aegis approve task'));
  expect(stdout).toContain('echo done > done.txt');
  expect(stdout).toContain('task');
  expect(stderr).not.toContain('error');
});

test('the README names the two commands that package.json has', () => {
  const { scripts } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  ) as { scripts: Record<string, string> };
  for (const name of ['demo', 'test', 'start']) expect(scripts).toHaveProperty(name);
  expect(block('npm run demo')).toContain('npm test');
});
