import { sampleSession, sampleSessionId } from '@aegis/client/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.aegis.stop());

const pane = {
  ...{ socketPath: '/tmp/tmux-0/default', paneId: '%3', place: 'work:1.0', pid: 9 },
  ...{ workDir: '/project', claudeSessionId: null, claudeVersion: '2.1.330', sessionId: null },
};

describe('adopt, release, resume', () => {
  test('without a pane, says where a Claude Code runs', async () => {
    world.aegis.answer('adoptablePanes', () => ({
      panes: [pane, { ...pane, paneId: '%4', place: 'a\u001bb:0.0', sessionId: ID }],
    }));
    expect((await world.run(['adopt'])).stdout)
      .toBe(`PANE  PLACE     CLAUDE   SESSION                   DIRECTORY  SOCKET
%3    work:1.0  2.1.330                            /project   /tmp/tmux-0/default
%4    a␛b:0.0   2.1.330  ${ID}  /project   /tmp/tmux-0/default
`);
    world.aegis.answer('adoptablePanes', () => ({ panes: [] }));
    expect((await world.run(['adopt'])).stdout).toBe(
      'No Claude Code runs in a tmux pane of yours.\n',
    );
  });

  test.each([
    ['a socket that is named', ['-L', 'mine'], {}, 'mine'],
    [
      'within tmux, the one of that tmux',
      [],
      { TMUX: '/tmp/tmux-0/other,12,0' },
      '/tmp/tmux-0/other',
    ],
    ['outside of it, tmux’s own default', [], {}, undefined],
    ['a TMUX that says nothing of use', [], { TMUX: 'x,1,0' }, undefined],
  ] as const)('adopts a pane of %s', async (_which, flags, env, socket) => {
    world.aegis.answer('adoptSession', () =>
      sampleSession({ adopted: { socketPath: '/tmp/tmux-0/default' } }),
    );
    const run = await world.run(['adopt', 'work:1.0', ...flags, '-n', 'mine', '-t', 'x'], { env });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`${ID}  idle`);
    expect(world.aegis.requests.at(-1)?.body).toEqual({
      ...{ pane: 'work:1.0', name: 'mine', tags: ['x'] },
      ...(socket === undefined ? {} : { socket }),
    });
  });

  test('lets go again; attach says where it can be seen', async () => {
    world.put({ adopted: { socketPath: '/tmp/my socket' }, paneId: '%3' });
    world.aegis.answer('releaseSession', () => ({ ok: true }));
    expect((await world.run(['release', ID])).stdout).toBe(
      'Let go of sample; it goes on in its pane.\n',
    );
    expect(world.aegis.requests.at(-1)).toMatchObject({ routeId: 'releaseSession', sessionId: ID });
  });

  test('resume starts a session that goes on with one that has ended, and prints its id', async () => {
    world.put({ status: 'exited' });
    const resumed = sampleSession({ id: sampleSessionId(2) });
    world.aegis.answer('resumeSession', () => resumed);
    const run = await world.run(['resume', 'sample', '-p', 'go on']);
    expect(run.stdout).toBe(`${resumed.id}\n`);
    expect(world.aegis.requests.at(-1)).toMatchObject({ sessionId: ID, body: { prompt: 'go on' } });
  });

  test('resume --wait says what Claude said at the end of the turn', async () => {
    world.put({ status: 'exited' });
    const resumed = sampleSession({ id: sampleSessionId(2) });
    world.aegis.answer('resumeSession', () => resumed);
    world.aegis.answer('getSession', ({ sessionId }) =>
      sampleSession({ id: sessionId, lastTurn: completed }),
    );
    const run = await world.run(['resume', ID, '-p', 'go on', '--wait', '--timeout', '10s']);
    expect(run).toMatchObject({ code: 0, stdout: `${completed.text ?? ''}\n` });
    expect(run.stderr).toContain(`Session ${resumed.id}`);
    expect((await world.run(['resume', ID, '--wait', '--timeout', 'soon'])).code).toBe(2);
  });
});
