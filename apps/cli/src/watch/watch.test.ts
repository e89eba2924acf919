import {
  type FakeAegis,
  samplePending,
  sampleSession,
  sampleSessionId,
  startFakeAegis,
} from '@aegis/client/testing';
import type { Pending, Session } from '@aegis/protocol';
import { type BundledProgram, bundleProgram, type PtyRun, runOnPty } from '@aegis/testkit';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AT, createFakeWorld, type FakeWorld } from '../testing/run-against-fake.ts';

const ID = sampleSessionId(1);
/** What gives the terminal back: no marks around pastes, the cursor, the screen that was there. */
// eslint-disable-next-line no-control-regex -- what is drawn is what is looked for
const GIVEN_BACK = /\u001B\[\?2004l\u001B\[\?25h\u001B\[\?1049l/;
const within = { timeout: 10_000 };

describe('on a terminal', () => {
  let program: BundledProgram;
  let aegis: FakeAegis;
  let terminal: PtyRun | null;
  let events = 0;
  beforeAll(async () => {
    program = await bundleProgram(join(import.meta.dirname, '..', 'main.ts'), {
      external: ['better-sqlite3', 'node-pty'],
    });
  });
  afterAll(() => program.remove());
  beforeEach(async () => {
    aegis = await startFakeAegis();
    terminal = null;
  });
  afterEach(async () => {
    terminal?.kill('SIGKILL');
    await aegis.stop();
  });

  function put(session: Partial<Session>): void {
    aegis.sessions.set(ID, sampleSession({ name: 'tests', ...session }));
    const data = { healed: true, lines: 1 };
    aegis.emit({ id: (events += 1), sessionId: ID, at: AT, type: 'screen-drifted', data });
  }
  const waits = (pending: Partial<Pending>) =>
    put({ status: 'bash_approval', pending: samplePending(pending) });

  function start(env: Record<string, string> = {}): PtyRun {
    terminal = runOnPty([process.execPath, program.path, 'watch'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        TERM: 'xterm-256color',
        AEGIS_URL: aegis.baseUrl,
        ...env,
      },
      cols: 90,
      rows: 20,
    });
    return terminal;
  }

  /** Waits for a text among what comes from now on. */
  function next(run: PtyRun, text: string): Promise<void> {
    const from = run.output.length;
    return expect.poll(() => run.output.slice(from), within).toContain(text);
  }

  test('a late key hits no other dialog, and y approves the one that was shown', async () => {
    aegis.answer('approve', () => ({ ok: true, via: 'hook', chosen: 'Yes' }));
    waits({});
    const run = start();
    await expect.poll(() => run.output, within).toContain('Bash command: npm test');
    const asked = next(run, 'Approve this?');
    run.write('a');
    await asked;
    const gone = next(run, 'no longer asks that');
    waits({ id: 'pen_2', toolInput: { command: 'npm publish' } });
    await gone;
    run.write('y');
    const again = next(run, 'npm publish');
    run.write('a');
    await again;
    const approved = next(run, 'Approved: Yes');
    run.write('y');
    await approved;
    expect(
      aegis.requests.filter(({ routeId }) => routeId === 'approve').map(({ body }) => body),
    ).toEqual([{ requestId: 'pen_2' }]);
    run.write('q');
    expect(await run.exit).toEqual({ code: 0, signal: null });
    expect(run.output).toMatch(GIVEN_BACK);
  });

  test('draws itself anew on a terminal of another size', async () => {
    put({ status: 'working', statusText: 'Reading a long list of files to find out what to do' });
    const run = start();
    await expect.poll(() => run.output, within).toContain('Reading a long list');
    const narrow = next(run, 'Reading a…');
    run.resize(52, 10);
    await narrow;
    run.write('\u0003');
    expect((await run.exit).code).toBe(0);
  });

  test('says when the server is lost, and goes on when it is back', async () => {
    put({});
    const run = start();
    await expect.poll(() => run.output, within).toContain('tests');
    const lost = next(run, 'does not answer');
    const port = Number(new URL(aegis.baseUrl).port);
    await aegis.stop();
    await lost;
    const back = next(run, 'another');
    aegis = await startFakeAegis({ port });
    put({ name: 'another' });
    await back;
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('gives the terminal back on %s', async (signal, code) => {
    const run = start();
    await expect.poll(() => run.output, within).toContain('No sessions');
    run.kill(signal);
    expect((await run.exit).code).toBe(code);
    expect(run.output).toMatch(GIVEN_BACK);
  });

  test('gives the terminal back where the program crashes', async () => {
    const crash = 'setTimeout(()=>{throw(Error(String.fromCharCode(66,111,111,109)))},1500)';
    const run = start({ NODE_OPTIONS: `--import=data:text/javascript,${crash}` });
    await expect.poll(() => run.output, within).toContain('No sessions');
    expect((await run.exit).code).toBe(1);
    expect(run.output).toMatch(GIVEN_BACK);
    expect(run.output).toContain('Boom');
  });

  test('tells a server that is not there where the user is', async () => {
    await aegis.stop();
    const run = start();
    expect((await run.exit).code).toBe(3);
    expect(run.output).toContain('aegis serve');
    expect(run.output).not.toContain('\u001B[?1049h');
  });
});

describe('elsewhere', () => {
  let world: FakeWorld;
  beforeEach(async () => {
    world = await createFakeWorld();
  });
  afterEach(() => world.aegis.stop());

  test('prints a line for each session, and for each change', async () => {
    world.put({ name: 'tests' });
    const { io, done } = world.start(['watch']);
    await expect.poll(() => io.written.stdout, within).toBe(`03:05:05 ${ID} tests: idle\n`);
    world.change({ name: 'tests', status: 'bash_approval', pending: samplePending() });
    await expect
      .poll(() => io.written.stdout, within)
      .toContain('tests: bash_approval Bash command: npm test\n');
    // Nothing that a line says has changed.
    world.change({ name: 'tests', status: 'bash_approval', pending: samplePending(), pid: 7 });
    world.change({ name: 'tests', status: 'working' });
    await expect.poll(() => io.written.stdout, within).toContain('tests: working\n');
    expect(io.written.stdout.trim().split('\n')).toHaveLength(3);
    io.stop.abort(new Error('enough'));
    expect((await done).code).not.toBe(0);
  });

  test('prints sessions with --json', async () => {
    world.put();
    const { io } = world.start(['top', '--json']);
    await expect.poll(() => io.written.stdout, within).not.toBe('');
    expect(JSON.parse(io.written.stdout)).toEqual(world.aegis.sessions.get(ID));
    io.stop.abort(new Error('enough'));
  });
});
