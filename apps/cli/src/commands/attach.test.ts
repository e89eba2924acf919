import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  serveSocket('aegis-socket');
});
afterEach(() => world.aegis.stop());

function serveSocket(socketName: string | null): void {
  world.aegis.answer('health', () => ({
    status: 'ok',
    runtime: {
      tmux: { available: true, version: '3.3a', socketName, problem: null },
      claude: { available: true, version: null, command: ['claude'], problem: null },
    },
  }));
}

describe('attach', () => {
  test('runs tmux on this terminal, on the window of the session, and ends the view after it', async () => {
    world.put({ windowId: '@7' });
    const env = { AEGIS_TMUX_PATH: '/opt/tmux' };
    const run = await world.run(['attach', 'sample'], { isTty: true, env });
    expect(run.code).toBe(0);
    const [listed, shown, ended, ...more] = run.io.runs;
    expect([listed?.on, shown?.on, ended?.on, more]).toEqual(['pipe', 'terminal', 'pipe', []]);
    expect(shown?.command.slice(0, 5)).toEqual(['/opt/tmux', '-N', '-u', '-L', 'aegis-socket']);
    expect(shown?.command.join(' ')).toContain('Leave with Ctrl-b d');
    const view = /^=(aegis-view-[\w-]+):@7$/.exec(shown?.command.at(-1) ?? '')?.[1];
    expect(ended?.command.slice(5)).toEqual(['kill-session', '-t', `=${view}`]);
  });

  test('clears away the views that nobody looks at, and nothing else', async () => {
    world.put({ windowId: '@7' });
    const programOutput = '1 aegis\n0 aegis-view-old\n1 aegis-view-used\n0 other\n';
    const run = await world.run(['attach', ID], { isTty: true, programOutput });
    const ended = run.io.runs.map(({ command }) => command.slice(5).join(' '));
    expect(ended.filter((command) => command.startsWith('kill-session'))).toEqual([
      'kill-session -t =aegis-view-old',
      expect.stringMatching(/^kill-session -t =aegis-view-/),
    ]);
  });

  test('fails where tmux does', async () => {
    world.put({ windowId: '@7' });
    const run = await world.run(['attach', ID], { isTty: true, terminalExitCode: 1 });
    expect(run.code).toBe(1);
  });

  test.each([
    ['without a terminal', {}, { isTty: false }, 2],
    ['a session that has ended', { status: 'exited' as const }, { isTty: true }, 5],
    ['a session in no window', { windowId: null }, { isTty: true }, 1],
  ])('refuses %s', async (_name, session, options, code) => {
    world.put(session);
    const run = await world.run(['attach', ID], options);
    expect(run.code).toBe(code);
    expect(run.io.runs).toEqual([]);
  });

  test('refuses where the server is on another machine', async () => {
    const env = { AEGIS_URL: 'http://192.0.2.1:9100' };
    const run = await world.run(['attach', ID], { isTty: true, env });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('on that machine');
  });
});
