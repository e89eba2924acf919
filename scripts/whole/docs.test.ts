import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERROR_STATUS, EXIT_REASONS } from '@aegis/protocol';
import { bash, resolveClaude, runProcess, say } from '@aegis/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';
import { runShell } from '../run-shell.ts';
import { setStage, type Stage } from '../stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const PAGES = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

test.each(PAGES)('the links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
  const missing = links
    .map(([, link]) => link ?? '')
    .filter((link) => !existsSync(join(ROOT, dirname(page), link)));
  expect(missing).toEqual([]);
});

test('the codes that troubleshooting names are there', () => {
  const words = [...read('docs/troubleshooting.md').matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)];
  const known = [...Object.keys(ERROR_STATUS), ...EXIT_REASONS, 'permission_prompt'];
  expect(words.length).toBeGreaterThanOrEqual(20);
  for (const [, word] of words) expect(known).toContain(word);
});

describe('as they stand', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    stage.api.when('Write the date', [bash('date > date.txt'), say('Written.')]);
    stage.api.when('Your task here', [bash('echo done > done.txt'), say('Task done.')]);
    stage.api.when('Now write the tests.', [say('Tests written.')]);
  });
  afterAll(() => stage.dispose());

  test('getting started: from the first question to the end', async () => {
    const [start, alias, ...commands] = codeBlocks(read('docs/getting-started.md'), 'sh');
    expect([start, alias]).toEqual([
      'npm start\n',
      expect.stringContaining('apps/cli/dist/main.js'),
    ]);
    const { stdout, stderr, code } = await runShell(stage, commands.join('\n'));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(stdout).toMatch(/trust/i);
    expect(stdout).toContain('date > date.txt');
    expect(stdout).toContain('Written.');
    expect(readFileSync(join(stage.workDir, 'date.txt'), 'utf8')).toMatch(/\d/);
  });

  test('embedding: two tasks in a program of its own', async () => {
    const [program = '', events = ''] = codeBlocks(read('docs/embedding.md'), 'ts');
    const home = join(stage.home.home, 'embedding');
    mkdirSync(join(home, 'bin'), { recursive: true });
    symlinkSync(resolveClaude(), join(home, 'bin', 'claude'));
    // Here, so that it imports what a user of the packages could.
    const file = join(ROOT, 'scripts', 'embedding-example.ts');
    const code = `${program}\n${events}\nvoid followFrom;\n`
      .replace('/var/lib/my-tool/aegis', join(home, 'state'))
      .replaceAll('/path/to/project', stage.workDir);
    writeFileSync(file, code);
    stage.home.trust(stage.workDir);
    try {
      const env = { ...stage.env, PATH: `${join(home, 'bin')}:${stage.env['PATH'] ?? ''}` };
      const ran = await runProcess([process.execPath, '--import', 'tsx', file], {
        env,
        cwd: join(ROOT, 'scripts'),
      });
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(ran.stdout).toContain("[ 'Task done.', 'Tests written.' ]");
    } finally {
      rmSync(file, { force: true });
    }
  });
});
