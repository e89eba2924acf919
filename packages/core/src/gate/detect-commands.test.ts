import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectCommands } from './detect-commands.ts';
import { readProject } from './read-project.ts';

let folder: Awaited<ReturnType<typeof createOwnedDirectory>>;
beforeEach(async () => {
  folder = await createOwnedDirectory();
});
afterEach(() => folder.dispose());

/** The command lines that are found in a project with these files. */
async function found(files: Record<string, string>, root = '.'): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o755 });
  }
  const listing = await readProject(join(folder.path, root));
  return detectCommands(listing).map(({ argv }) => argv.join(' '));
}
const scripts = (...names: string[]) =>
  JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, 'true'])) });

test('the scripts of a package, in the order in which they make sense', async () => {
  const text = scripts('test', 'lint', 'build', 'type-check', 'dev');
  expect(await found({ 'package.json': text })).toEqual([
    ...['npm run type-check', 'npm run build', 'npm run test'],
  ]);
});

test.each([
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['package-lock.json', 'npm'],
])('%s says %s', async (lock, manager) => {
  expect(await found({ 'package.json': scripts('test'), [lock]: '' })).toEqual([
    `${manager} run test`,
  ]);
});

test('without a lock file the package says', async () => {
  const text = JSON.stringify({ scripts: { test: 'x' }, packageManager: 'pnpm@10.1.0' });
  expect(await found({ 'package.json': text })).toEqual(['pnpm run test']);
});

test('types are checked without a script, where the compiler is installed', async () => {
  expect(await found({ 'tsconfig.json': '{}' })).toEqual([]);
  const files = { 'app/tsconfig.json': '{}', 'node_modules/.bin/tsc': '' };
  const tsc = join(folder.path, 'node_modules/.bin/tsc');
  expect(await found(files, 'app')).toEqual([`${tsc} --noEmit`]);
  const withScript = { 'app/package.json': scripts('typecheck') };
  expect(await found(withScript, 'app')).toEqual(['npm run typecheck']);
});

test('what npm init writes is no test', async () => {
  const test = 'echo "Error: no test specified" && exit 1';
  expect(await found({ 'package.json': JSON.stringify({ scripts: { test } }) })).toEqual([]);
});

test.each<[string, Record<string, string>, string[]]>([
  ['Rust', { 'Cargo.toml': '' }, ['cargo build', 'cargo test']],
  ['Go', { 'go.mod': '' }, ['go build -o /dev/null ./...', 'go test ./...']],
  ['Python', { 'pyproject.toml': '', 'tests/test_a.py': '' }, ['python3 -m pytest']],
  ['Python with uv', { 'pytest.ini': '', 'uv.lock': '' }, ['uv run pytest']],
  ['Python with Poetry', { 'conftest.py': '', 'poetry.lock': '' }, ['poetry run pytest']],
  [
    'Python with an environment',
    { 'pyproject.toml': '[tool.pytest.ini_options]', '.venv/x': '' },
    ['.venv/bin/python -m pytest'],
  ],
  ['Python without tests', { 'pyproject.toml': '' }, []],
  ['make', { Makefile: 'all:\n\ttrue\ntest: all\n\ttrue\n' }, ['make test']],
  ['make without tests', { Makefile: 'test := 1\nlatest: all\n' }, []],
  [
    'make beside what it calls',
    { Makefile: 'test:\n', 'go.mod': '' },
    ['go build -o /dev/null ./...', 'go test ./...'],
  ],
  ['nothing', { 'README.md': '' }, []],
  ['files that are none', { 'package.json': '{', Makefile: '' }, []],
])('%s', async (_what, files, commands) => {
  expect(await found(files)).toEqual(commands);
});
