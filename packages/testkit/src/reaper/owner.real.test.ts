import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { createOwnedDirectory, type OwnedDirectory } from '../sandbox/owned-directory.ts';
import { isAlive } from './marks.ts';
import type { Leftover } from './leftovers.ts';

let directory: OwnedDirectory;
let script: string;

beforeAll(async () => {
  directory = await createOwnedDirectory();
  script = join(directory.path, 'forgetful-owner.js');
  await build({
    entry: [join(import.meta.dirname, 'fixtures', 'forgetful-owner.ts')],
    format: ['esm'],
    outDir: directory.path,
    config: false,
    silent: true,
    outExtension: () => ({ js: '.js' }),
  });
});
afterAll(() => directory.dispose());

/** An owner of its own: without this process's mark, nothing that it leaves counts as ours. */
async function startOwner(): Promise<{ child: ChildProcess; left: Leftover[] }> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { PATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await eventually('the list of what is there', () => output.includes('\n'));
  return { child, left: JSON.parse(output) as Leftover[] };
}

const isThere = ({ kind, what }: Leftover) =>
  kind === 'process' ? isAlive(Number.parseInt(what, 10)) : existsSync(what);

function expectAll(left: readonly Leftover[]): void {
  const kinds = left.map(({ kind }) => kind).sort();
  expect([...new Set(kinds)]).toEqual(['directory', 'process', 'tmux-socket']);
  expect(left.filter(isThere)).toEqual(left);
}

test('an owner that exits takes everything with it', async () => {
  const { child, left } = await startOwner();
  expectAll(left);
  child.stdin?.write('exit\n');
  await eventually('its end', () => child.exitCode !== null);
  expect(left.filter(isThere)).toEqual([]);
});

test('an owner that is told to end by a signal does too', async () => {
  const { child, left } = await startOwner();
  child.kill('SIGTERM');
  await eventually('its end', () => child.signalCode !== null);
  expect(child.signalCode).toBe('SIGTERM');
  expect(left.filter(isThere)).toEqual([]);
});

test('what a killed owner left is swept by the next one, and nothing of a living one', async () => {
  const dead = await startOwner();
  const living = await startOwner();
  dead.child.kill('SIGKILL');
  await eventually('its end', () => dead.child.signalCode !== null);
  expectAll(dead.left);
  const next = await startOwner();
  expect(dead.left.filter(isThere)).toEqual([]);
  expectAll(living.left);
  for (const { child, left } of [living, next]) {
    child.stdin?.write('exit\n');
    await eventually('its end', () => child.exitCode !== null);
    expect(left.filter(isThere)).toEqual([]);
  }
});
