// Runs on a machine that has Node, npm and tmux and nothing else: installs, builds, and hands over.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager, engines } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const HAND_OVER = {
  demo: ['exec', 'tsx', 'scripts/demo/main.ts'],
  test: ['exec', 'node', 'scripts/check.mjs'],
  start: ['exec', 'node', 'apps/cli/dist/main.js', 'serve'],
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function requireNode() {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(engines.node).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  fail(`Node ${process.versions.node} is too old: Aegis needs ${engines.node}.`);
}

function requireTmux() {
  const { status, stdout } = spawnSync('tmux', ['-V'], { encoding: 'utf8' });
  if (status !== 0)
    fail('tmux was not found. Install tmux 3.2 or later (for example: apt-get install tmux).');
  const [, major, minor] = (/(\d+)\.(\d+)/.exec(stdout) ?? ['', 3, 2]).map(Number);
  if (major < 3 || (major === 3 && minor < 2))
    fail(`${stdout.trim()} is too old: Aegis needs tmux 3.2 or later.`);
}

/** pnpm through npx, so that nothing has to be installed by hand. Quiet unless it fails. */
function pnpm(args, { quiet = false } = {}) {
  const { status, signal, stdout, stderr } = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    maxBuffer: 256 * 1024 * 1024,
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: '1',
      NO_UPDATE_NOTIFIER: '1',
      CI: process.env.CI ?? '',
    },
  });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout}\n${stderr}\n`);
  if (quiet) fail(`\`pnpm ${args.join(' ')}\` failed (${signal ?? `exit code ${status}`}).`);
  process.exit(status ?? 1);
}

const [task = '', ...rest] = process.argv.slice(2);
const handOver = HAND_OVER[task];
if (handOver === undefined)
  fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(HAND_OVER).join('|')} [arguments]`);
requireNode();
requireTmux();
const say = (text) => process.stderr.write(`${text}\n`);
say('Installing dependencies (the first time this compiles two native addons, about a minute) …');
pnpm(['install', '--frozen-lockfile', '--prefer-offline'], { quiet: true });
say('Building …');
pnpm(['run', 'build'], { quiet: true });
pnpm([...handOver, ...rest]);
