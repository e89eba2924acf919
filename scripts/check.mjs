// Everything that must hold, in one run; ends with the line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = [
  ['types of the root', 'tsc', []],
  ['types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only']],
  // In two: the types of everything at once do not fit into what Node takes by itself.
  ['lint of packages', 'eslint', ['packages', '--max-warnings=0']],
  ['lint of the rest', 'eslint', ['.', '--ignore-pattern', 'packages/**', '--max-warnings=0']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  [
    'dependency directions',
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', 'packages', 'apps', '--output-type', 'err'],
  ],
  ['unused code', 'knip', ['--no-progress']],
  ['package exports', 'turbo', ['run', 'publint', '--output-logs=errors-only']],
];

const failures = [];
let passed = 0;

function timed(name, run) {
  const startedAt = Date.now();
  const ok = run();
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'}  ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
  );
  if (ok) passed += 1;
  else failures.push(name);
}

function run(command, args) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=6144' },
  });
  if (result.status === 0) return true;
  process.stdout.write(
    `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`,
  );
  return false;
}

for (const [name, command, args] of CHECKS) timed(name, () => run(command, args));

const folder = mkdtempSync(join(tmpdir(), 'aegis-check-'));
const report = join(folder, 'vitest.json');
const { status } = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
let counted = { numPassedTests: 0, numFailedTests: 0 };
try {
  counted = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  failures.push('vitest (no report)');
}
rmSync(folder, { recursive: true, force: true });
const brokenRun = status !== 0 && counted.numFailedTests === 0 ? 1 : 0;
if (brokenRun) failures.push('vitest (see above)');
if (failures.length > 0) process.stdout.write(`Failed checks: ${failures.join(', ')}\n`);
const failed = counted.numFailedTests + failures.length;
process.stdout.write(`${passed + counted.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
