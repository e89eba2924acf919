import { execFileSync } from 'node:child_process';
import {
  cpSync,
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

  test('guides: the patterns of the seeds, from a shell', async () => {
    makeProject(stage.workDir);
    stage.home.trust(stage.workDir);
    const { api } = stage;
    api.when('Implement issue #123', [say('Implemented.')]);
    api.when('Mend them.', [say('Mended.')]);
    api.when('Review PR #456', [say('It is fine.')]);
    api.when('CI is failing', [bash('npm test'), say('It passes now.')]);
    api.when('Write a test for the', [say('Tested.')]);
    api.when('Plan a --json flag', [say('One: parse. Two: print.')]);
    api.when('Build a --json flag', [say('Built.')]);
    api.when('Review branch', [say('Reviewed.')]);
    api.when('Write the parser', [say('Parser written.')]);
    const blocks = codeBlocks(read('docs/guides.md'), 'sh').map((block) => `echo "+++"\n${block}`);
    const { stdout, stderr } = await runShell(stage, blocks.join('\n'), 200_000);
    const [, issue = '', mended, review, ci = '', batch = '', pipeline = '', memory] =
      stdout.split('+++\n');
    expect(stderr).not.toMatch(/error/i);
    expect(issue).toContain('Implemented.');
    expect(issue).toMatch(/pass/);
    expect(mended).toContain('Mended.');
    expect(review).toContain('It is fine.');
    expect(ci).toContain('npm test');
    expect(batch).toMatch(/task-a[\s\S]*task-b[\s\S]*task-c/);
    expect(pipeline).toContain('succeeded');
    expect(memory).toContain('Parser written.');
    const prompts = api.requests.map(({ body }) => JSON.stringify(body)).join('\n');
    expect(prompts).toContain('One: parse. Two: print.');
    expect(prompts).toContain('Recursive descent');
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

/** A repository with a test that passes, and the examples of the documentation in it. */
function makeProject(workDir: string): void {
  cpSync(join(ROOT, 'docs', 'examples'), join(workDir, 'docs', 'examples'), { recursive: true });
  const scripts = { test: 'node -e "process.exit(0)"' };
  writeFileSync(join(workDir, 'package.json'), JSON.stringify({ name: 'project', scripts }));
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  for (const words of [
    ['init', '-q'],
    ['add', '.'],
    [...author, 'commit', '-qm', 'Begin'],
  ]) {
    execFileSync('git', words, { cwd: workDir });
  }
}
