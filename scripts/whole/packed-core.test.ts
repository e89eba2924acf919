import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bash,
  createClaudeHome,
  createOwnedDirectory,
  createWorkDir,
  resolveClaude,
  runProcess,
  say,
  startScriptedApi,
} from '@aegis/testkit';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What @aegis/core needs of ours. */
const PACKAGES = ['protocol', 'tmux', 'screen', 'status', 'policy', 'transcript', 'store', 'core'];

/** The README's example, as it stands there. */
function readmeExample(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, code] = /```ts\n(import \{ createAegis \}.*?)```/s.exec(readme) ?? [];
  if (code === undefined) throw new Error('The README has no createAegis example.');
  return code;
}

async function checked(argv: [string, ...string[]], cwd: string, env?: Record<string, string>) {
  const { code, stdout, stderr } = await runProcess(argv, {
    cwd,
    timeoutMs: 280_000,
    ...(env === undefined ? {} : { env }),
  });
  expect(code, `${argv.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

test('@aegis/core, packed, works in an empty project: the README example, types included', async () => {
  const folder = await createOwnedDirectory();
  const api = await startScriptedApi();
  const home = await createClaudeHome({ api });
  const work = await createWorkDir();
  try {
    const filters = PACKAGES.flatMap((name) => ['--filter', `@aegis/${name}`]);
    const pack = ['--recursive', ...filters, 'pack', '--pack-destination', folder.path];
    await checked(['npx', '--yes', 'pnpm@12.21.0', ...pack], ROOT);
    const tarballs = readdirSync(folder.path).filter((file) => file.endsWith('.tgz'));
    const files = Object.fromEntries(
      PACKAGES.map((name) => {
        const file = tarballs.find((tarball) => tarball.startsWith(`aegis-${name}-`));
        return [`@aegis/${name}`, `file:../${file ?? ''}`];
      }),
    );
    const project = join(folder.path, 'project');
    mkdirSync(project);
    const manifest = { name: 'empty', private: true, type: 'module', dependencies: files };
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
    await checked(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], project);

    const code = readmeExample()
      .replace('/var/lib/my-tool/aegis', join(folder.path, 'state'))
      .replace('/path/to/project', work.path);
    writeFileSync(join(project, 'example.ts'), code);
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck'];
    await checked([process.execPath, compiler, ...options, 'example.ts'], project);

    home.trust(work.path);
    api.when('Run the tests.', [bash('echo tested'), say('All tests pass.')]);
    const bin = join(folder.path, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'claude'), `#!/bin/sh\nexec '${resolveClaude()}' "$@"\n`, {
      mode: 0o755,
    });
    const output = await checked([process.execPath, 'example.js'], project, {
      ...home.env,
      PATH: `${bin}:${home.env['PATH'] ?? ''}`,
    });
    expect(output).toContain('All tests pass.');
  } finally {
    await home.dispose();
    await work.dispose();
    await api.close();
    await folder.dispose();
  }
}, 300_000);
