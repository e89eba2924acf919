import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bash, runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLI, setStage, type Stage } from '../stage.ts';

const README = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

/** The README's shell block that has this in it, as it stands there. */
function block(marker: string): string {
  const blocks = [...README.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => code ?? '');
  const found = blocks.find((code) => code.includes(marker));
  if (found === undefined) throw new Error(`The README has no shell block with "${marker}".`);
  return found;
}

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.home.trust(stage.workDir);
  stage.api.when('Your task here', [bash('echo done > done.txt'), say('All done.')]);
});
afterAll(() => stage.dispose());

async function shell(script: string) {
  const path = join(stage.home.home, 'readme.sh');
  writeFileSync(path, `aegis() { '${process.execPath}' '${CLI}' "$@"; }\n${script}`);
  return runProcess(['bash', path], { env: stage.env, cwd: stage.workDir });
}

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
