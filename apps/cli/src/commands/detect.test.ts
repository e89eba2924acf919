import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';
import { createFakeIo, type FakeIoOptions } from '../testing/fake-io.ts';

/** Recorded from Claude Code 2.1.330 on a terminal of 120 by 40. */
const FIXTURES = join(import.meta.dirname, '../../fixtures');
const BASH = join(FIXTURES, 'claude-2.1.330-shell-120x40.bytes');
const TRUST = join(FIXTURES, 'claude-2.1.330-trust-120x40.bytes');

const CAPTURE = join(FIXTURES, 'claude-2.1.330-shell.txt');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aegis-detect-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function detect(parameters: readonly string[], options: FakeIoOptions = {}) {
  const io = createFakeIo(options);
  const code = await runCli(['detect', ...parameters], io);
  const lines = io.written.stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  const results = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, results, stderr: io.written.stderr };
}

describe('detect', () => {
  test('reads dialogs from the bytes of a terminal, one line for each file, in order', async () => {
    const run = await detect(['--cols', '120', '--rows', '40', BASH, TRUST]);
    expect(run.code).toBe(0);
    expect(run.results).toMatchObject([
      {
        file: BASH,
        status: 'bash_approval',
        dialog: { name: 'bash', subject: 'touch a.txt && echo hi > b.txt' },
      },
      { file: TRUST, status: 'permission_prompt', dialog: { name: 'trust' } },
    ]);
    for (const result of run.results) {
      expect(Object.keys(result)).toEqual(['file', 'status', 'statusText', 'dialog', 'rule']);
    }
  });

  test('renders at the size it is given: another one gives another screen', async () => {
    const [narrow] = (await detect(['--cols', '20', '--rows', '5', BASH])).results;
    expect(narrow?.['dialog']).not.toMatchObject({ subject: 'touch a.txt && echo hi > b.txt' });
  });

  test('reads stdin for -', async () => {
    const stdin = await buffer(createReadStream(BASH));
    const run = await detect(['--cols=120', '--rows=40', '-'], { stdin });
    expect(run.results).toMatchObject([{ file: '-', status: 'bash_approval' }]);
  });

  test('reads a plain capture with --text', async () => {
    const run = await detect(['--text', CAPTURE]);
    expect(run.results).toMatchObject([
      {
        file: CAPTURE,
        status: 'bash_approval',
        dialog: { name: 'bash', subject: 'touch a.txt && echo hi > b.txt' },
      },
    ]);
    // As terminal bytes the lines form stairs: nothing returns the cursor to the left.
    expect((await detect([CAPTURE])).results).toMatchObject([{ dialog: null }]);
  });

  test('goes on after a file that cannot be read, and fails at the end', async () => {
    const missing = join(directory, 'missing');
    const run = await detect(['--cols', '120', '--rows', '40', missing, directory, BASH]);
    expect(run.code).toBe(1);
    expect(run.results).toMatchObject([
      { file: missing, error: expect.stringContaining('ENOENT') as string },
      { file: directory, error: expect.stringContaining('EISDIR') as string },
      { file: BASH, status: 'bash_approval' },
    ]);
  });

  test('takes any bytes at all', async () => {
    const path = join(directory, 'noise');
    const noise = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256);
    await writeFile(path, noise);
    const run = await detect([path]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.results).toMatchObject([{ file: path }]);
  });

  test('refuses a capture too long to be one', async () => {
    const path = join(directory, 'long');
    await writeFile(path, 'x'.repeat(17 * 1024 * 1024));
    const run = await detect(['--text', path]);
    expect(run.code).toBe(1);
    expect(run.results).toMatchObject([{ error: expect.stringContaining('no capture') as string }]);
  });

  test.each([['0'], ['1001'], ['wide'], ['-5']])('refuses a width of %s', async (cols) => {
    const run = await detect([`--cols=${cols}`, BASH]);
    expect(run).toMatchObject({ code: 2, results: [] });
  });

  test('says how it was read with --explain: for people, and in JSON', async () => {
    const size = ['--cols', '120', '--rows', '40'];
    const io = createFakeIo();
    expect(await runCli(['detect', '--explain', ...size, BASH], io)).toBe(0);
    expect(io.written.stdout).toContain(
      `${BASH}\nScreen (120 columns; wording of Claude Code 2.1)\n`,
    );
    expect(io.written.stdout).toMatch(/^ {2}yes {2}dialog\.bash /m);
    expect(io.written.stdout).toMatch(/^ {2}no {3}\S+ +\S/m);
    expect(io.written.stdout).toContain('│     4. No\n');
    expect(io.written.stdout).toMatch(/No +decline\n/);
    const [result] = (await detect(['--json', '--explain', ...size, BASH])).results;
    expect(result).toMatchObject({
      status: 'bash_approval',
      explanation: { generation: '2.1', rule: 'screen.dialog.bash', cols: 120 },
    });
    const { regions, rows } = result?.['explanation'] as { regions: object[]; rows: string[] };
    expect(regions.length).toBeGreaterThan(0);
    expect(rows).toHaveLength(40);
  });

  test('reads by the words of the version that it is told', async () => {
    const explained = async (version: string) =>
      (await detect(['--json', '--explain', '--claude', version, BASH])).results;
    expect(await explained('2.1.330')).toMatchObject([{ explanation: { generation: '2.1' } }]);
    expect(await explained('1.0.128')).toMatchObject([{ explanation: { generation: '1.0' } }]);
    expect(await detect(['--claude', 'newest', BASH])).toMatchObject({ code: 2, results: [] });
  });

  test('an explanation for people prints no escape sequence that a screen or a name holds', async () => {
    const path = join(directory, 'bad\u001b]0;name');
    await writeFile(path, 'a\u009b31mb \u202eevil\n');
    const io = createFakeIo();
    await runCli(['detect', '--explain', '--text', path, join(directory, 'missing\u001b[2J')], io);
    expect(io.written.stdout).toContain('evil');
    // eslint-disable-next-line no-control-regex -- that there are none is what is tested
    expect(io.written.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('needs a file', async () => {
    expect(await detect([])).toMatchObject({ code: 2, results: [] });
  });

  test('prints no escape sequence that a file holds', async () => {
    const path = join(directory, '\u009bname');
    await writeFile(path, '\u001b[2Jtext');
    const io = createFakeIo();
    await runCli(['detect', path], io);
    expect(io.written.stdout).toContain(String.raw`\u009bname`);
    // eslint-disable-next-line no-control-regex -- that there are none is what is tested
    expect(io.written.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(await readFile(path, 'utf8')).toContain('text');
  });
});
