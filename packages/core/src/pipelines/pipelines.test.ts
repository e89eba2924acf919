import { AegisError } from '@aegis/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakePipelineStage } from '../testing/fake-pipeline-stage.ts';
import { settled } from '../testing/manual-clock.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { INTERRUPTED_MS } from './session-watch.ts';

let stage: FakePipelineStage;
beforeEach(() => {
  stage = new FakePipelineStage();
});

const ROW = 'core.pipeline.';

describe('a step', () => {
  test('is a session with a name, a tag and a mark, of no parent', async () => {
    const id = await stage.create([{ name: 'a', session: { tags: ['mine'], model: 'opus' } }]);
    expect(stage.requests).toEqual([
      {
        ...{ name: 'test: a', prompt: 'do a', workDir: '/tmp', model: 'opus' },
        tags: [`pipeline:${id}`, 'mine'],
      },
    ]);
    expect(stage.sessionOf(id, 'a').record.pipeline).toEqual({ id, step: 'a', attempt: 1 });
  });

  test.each([
    [{ outcome: 'failed', error: 'server_error', text: null } as const, 'turn_failed'],
    [{ outcome: 'refused', text: null } as const, 'turn_refused'],
    [{ outcome: 'limited', text: null } as const, 'turn_limited'],
  ])('whose turn ends so: %j, has failed: %s', async (turn, code) => {
    const id = await stage.create([{ name: 'a' }]);
    await stage.endTurn(stage.sessionOf(id, 'a'), turn);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'failed', error: { code } });
    expect(stage.running).toEqual([]);
  });

  test('has its session’s last words as output, and is over when that is', async () => {
    const id = await stage.create([
      { name: 'a' },
      { name: 'b', dependsOn: ['a'], prompt: 'after {{steps.a.output}}' },
    ]);
    await stage.endTurn(stage.sessionOf(id, 'a'), { text: 'It is {{steps.b.output}}.' });
    expect(stage.requests[1]?.prompt).toBe('after It is {{steps.b.output}}.');
    await stage.endTurn(stage.sessionOf(id, 'b'));
    expect(stage.pipelines.get(id)).toMatchObject({
      status: 'succeeded',
      steps: [{ output: 'It is {{steps.b.output}}.' }, { output: 'Done.' }],
    });
    expect(stage.running).toEqual([]);
  });

  test('that asks waits on that, and runs on', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const session = stage.sessionOf(id, 'a');
    const pending = { kind: 'question' } as never;
    session.state.commit({ pending });
    expect(stage.step(id, 'a')).toMatchObject({ status: 'running', waitsOn: 'question' });
    session.state.commit({ pending: null });
    expect(stage.step(id, 'a').waitsOn).toBe(null);
  });

  test('whose turn is interrupted may be gone on with for a while', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const session = stage.sessionOf(id, 'a');
    await stage.endTurn(session, { outcome: 'interrupted', text: null });
    await stage.clock.advance(INTERRUPTED_MS - 1);
    session.state.commit({ status: 'working', lastTurn: null });
    await stage.clock.advance(INTERRUPTED_MS * 2);
    expect(stage.step(id, 'a').status).toBe('running');
    await stage.endTurn(session, { outcome: 'interrupted', text: null });
    await stage.clock.advance(INTERRUPTED_MS);
    expect(stage.step(id, 'a')).toMatchObject({
      status: 'failed',
      error: { code: 'turn_interrupted' },
    });
  });

  test('whose session ends in its turn has failed', async () => {
    const id = await stage.create([{ name: 'a' }]);
    await stage.exit(stage.sessionOf(id, 'a'));
    expect(stage.step(id, 'a').error?.code).toBe('session_exited');
  });

  test.each([
    [new AegisError('worktree_failed', 'The branch exists.'), 'worktree_failed'],
    [new AegisError('claude_not_found', 'There is none.'), 'session_not_started'],
  ])('that cannot be started has failed: %s', async (error, code) => {
    stage.refuse = error;
    const id = await stage.create([{ name: 'a' }]);
    expect(stage.step(id, 'a').error).toEqual({ code, message: error.message });
  });

  test('is given up after its time, and tried again on a branch of another name', async () => {
    const id = await stage.create([
      {
        name: 'a',
        timeoutMs: 5_000,
        retry: { attempts: 2, delayMs: 1_000 },
        worktree: { branch: 'mine' },
      },
    ]);
    await stage.clock.advance(5_000);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'waiting', error: { code: 'timeout' } });
    expect(stage.running).toEqual([]);
    await stage.clock.advance(1_000);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'running', attempt: 2 });
    expect(stage.requests.map(({ worktree, name }) => [worktree, name])).toEqual([
      [{ branch: 'mine' }, 'test: a'],
      [{ branch: 'mine-2' }, 'test: a (2)'],
    ]);
    await stage.endTurn(stage.sessionOf(id, 'a'));
    expect(stage.pipelines.get(id).status).toBe('succeeded');
  });

  test('keeps its session, where it is told to', async () => {
    const id = await stage.create([{ name: 'a', keepSession: true }]);
    await stage.endTurn(stage.sessionOf(id, 'a'));
    expect(stage.pipelines.get(id).status).toBe('succeeded');
    expect(stage.running).toHaveLength(1);
  });
});

describe('a gate', () => {
  test('decides whether the step has succeeded; each try has one of its own', async () => {
    const id = await stage.create([{ name: 'a', gate: true, retry: { attempts: 2 } }]);
    await stage.endTurn(stage.sessionOf(id, 'a'));
    expect(stage.statuses(id)).toBe('a gating');
    stage.gates[0]?.end('fail');
    await settled();
    expect(stage.step(id, 'a')).toMatchObject({ status: 'running', attempt: 2, gate: null });
    await stage.endTurn(stage.sessionOf(id, 'a'));
    stage.gates[1]?.end('pass');
    await settled();
    expect(stage.step(id, 'a')).toMatchObject({ status: 'succeeded', gate: { verdict: 'pass' } });
  });

  test('is stopped with the step, by its time or by a cancel', async () => {
    const timed = await stage.create([{ name: 'a', gate: true, timeoutMs: 1_000 }]);
    await stage.endTurn(stage.sessionOf(timed, 'a'));
    await stage.clock.advance(1_000);
    expect(stage.gates[0]?.signal?.aborted).toBe(true);
    expect(stage.step(timed, 'a').error?.code).toBe('timeout');
    const cancelled = await stage.create([{ name: 'a', gate: true }]);
    await stage.endTurn(stage.sessionOf(cancelled, 'a'));
    await stage.pipelines.cancel(cancelled);
    expect(stage.gates[1]?.signal?.aborted).toBe(true);
  });

  test('is run again after a restart', async () => {
    const id = await stage.create([{ name: 'a', gate: true }]);
    await stage.endTurn(stage.sessionOf(id, 'a'));
    await stage.restart();
    expect(stage.gates).toHaveLength(1);
    stage.gates[0]?.end('pass');
    await settled();
    expect(stage.statuses(id)).toBe('a succeeded');
  });
});

describe('recovery', () => {
  test('an escalation fails the step, and leaves its session to a person', async () => {
    const id = await stage.create([{ name: 'a', retry: { attempts: 3 } }]);
    await stage.recover(stage.sessionOf(id, 'a'), { rung: 'escalate', detail: 'Look at it.' });
    expect(stage.step(id, 'a')).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { code: 'escalated', message: 'Look at it.' },
    });
    expect(stage.running).toHaveLength(1);
    // Two would work on the same thing.
    await stage.pipelines.resume(id);
    await settled();
    expect(stage.running).toEqual([stage.step(id, 'a').sessionId]);
    expect(stage.step(id, 'a').attempt).toBe(2);
  });

  test('a pivot moves the step on to the session that takes over', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const first = stage.sessionOf(id, 'a');
    stage.beginPivot(first);
    await stage.exit(first);
    expect(stage.statuses(id)).toBe('a running');
    const second = stage.stranger();
    await stage.recover(first, { rung: 'pivot', replacedBy: second.id });
    expect(stage.step(id, 'a').sessionId).toBe(second.id);
    await stage.endTurn(second, { text: 'By another.' });
    expect(stage.step(id, 'a')).toMatchObject({ status: 'succeeded', output: 'By another.' });
    expect(stage.running).toEqual([]);
  });

  test('a pivot that fails, and one that never comes to its end, fail the step', async () => {
    const [one, other] = [await stage.create([{ name: 'a' }]), await stage.create([{ name: 'a' }])];
    for (const id of [one, other]) {
      stage.beginPivot(stage.sessionOf(id, 'a'));
      await stage.exit(stage.sessionOf(id, 'a'));
    }
    const failed = { rung: 'pivot', outcome: 'failed', detail: 'No room.' } as const;
    await stage.recover(stage.sessionOf(one, 'a'), failed);
    expect(stage.step(one, 'a').error).toEqual({
      code: 'session_not_started',
      message: 'No room.',
    });
    await stage.clock.advance(60_000);
    expect(stage.step(other, 'a').error?.code).toBe('session_exited');
  });

  test('what it did in the moment in which Aegis ended is known after', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const first = stage.sessionOf(id, 'a');
    stage.pipelines.close();
    await stage.recover(first, { rung: 'escalate' });
    await stage.restart();
    expect(stage.step(id, 'a').error?.code).toBe('escalated');
  });
});

describe('over a restart', () => {
  test('a session that was asked for, and is not there, is started once', async () => {
    stage.hold = new Promise(() => undefined);
    const id = await stage.create([{ name: 'a' }]);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'running', sessionId: null });
    stage.hold = Promise.resolve();
    await stage.restart();
    expect(stage.requests).toHaveLength(2);
    await stage.endTurn(stage.sessionOf(id, 'a'));
    expect(stage.step(id, 'a')).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  test('one that was stored and never launched is no try: another is started', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const first = stage.sessionOf(id, 'a');
    stage.pipelines.close();
    stage.neverLaunched(first);
    await stage.restart();
    expect(stage.requests).toHaveLength(2);
    const second = stage.sessionOf(id, 'a');
    expect(second.id).not.toBe(first.id);
    await stage.endTurn(second);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'succeeded', error: null });
  });

  test('one that is there is not started again, though the pipeline had not heard of it', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const { id: first } = stage.sessionOf(id, 'a');
    const row = stage.store.getKey(ROW + id, 0);
    const state = structuredClone(row?.value) as { steps: Record<string, unknown>[] };
    Object.assign(state.steps[0] ?? {}, { sessionId: null, isStarting: true });
    stage.pipelines.close();
    const at = stage.clock.now();
    stage.store.setKey({ key: ROW + id, value: state as never, at, expiresAt: null });
    await stage.restart();
    expect(stage.requests).toHaveLength(1);
    expect(stage.step(id, 'a').sessionId).toBe(first);
  });

  test('a turn that ended meanwhile is judged, before its time is up', async () => {
    const id = await stage.create([{ name: 'a', timeoutMs: 5_000 }]);
    const session = stage.sessionOf(id, 'a');
    stage.pipelines.close();
    await stage.endTurn(session);
    await stage.clock.advance(60_000);
    await stage.restart();
    expect(stage.step(id, 'a').status).toBe('succeeded');
  });

  test('the time of a try goes on, and so does the wait for the next', async () => {
    const id = await stage.create([
      { name: 'a', timeoutMs: 5_000, retry: { attempts: 2, delayMs: 8_000 } },
    ]);
    await stage.clock.advance(3_000);
    await stage.restart();
    await stage.clock.advance(2_000);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'waiting', error: { code: 'timeout' } });
    await stage.restart();
    await stage.clock.advance(7_999);
    expect(stage.step(id, 'a').attempt).toBe(1);
    await stage.clock.advance(1);
    expect(stage.step(id, 'a')).toMatchObject({ status: 'running', attempt: 2 });
  });

  test('who waits is told that Aegis ends', async () => {
    const id = await stage.create([{ name: 'a' }]);
    const waiting = thrownBy(() => stage.pipelines.wait(id, { timeoutMs: 60_000 }));
    await stage.restart();
    expect(await waiting).toMatchObject({ code: 'shutting_down' });
    const again = stage.pipelines.wait(id, { timeoutMs: 60_000 });
    await stage.endTurn(stage.sessionOf(id, 'a'));
    expect(await again).toMatchObject({ status: 'succeeded' });
  });
});

describe('a cancel', () => {
  test('while a session is being started ends that too, and answers when it has', async () => {
    let go: () => void = () => undefined;
    stage.hold = new Promise((resolve) => {
      go = () => resolve();
    });
    const id = await stage.create([{ name: 'a' }, { name: 'b', dependsOn: ['a'] }]);
    const cancelling = stage.pipelines.cancel(id);
    await settled();
    expect(stage.statuses(id)).toBe('a cancelled, b cancelled');
    go();
    expect(await cancelling).toMatchObject({ status: 'cancelled' });
    expect([stage.running, stage.requests.length]).toEqual([[], 1]);
  });

  test('that Aegis ended in the middle of is brought to its end', async () => {
    stage.hold = new Promise(() => undefined);
    const id = await stage.create([{ name: 'a' }]);
    void stage.pipelines.cancel(id).catch(() => undefined);
    await stage.restart();
    expect(stage.requests).toHaveLength(1);
    expect(stage.statuses(id)).toBe('a cancelled');
    stage.pipelines.delete(id);
  });
});

describe('a full disk', () => {
  test('lets nothing begin that could not be written down, and loses nothing', async () => {
    const id = await stage.create([{ name: 'a' }, { name: 'b', dependsOn: ['a'] }]);
    const session = stage.sessionOf(id, 'a');
    stage.disk.fail('full');
    await stage.endTurn(session);
    expect(stage.requests).toHaveLength(1);
    expect(stage.running).toHaveLength(1);
    stage.disk.fail(null);
    await stage.clock.advance(60_000);
    expect(stage.statuses(id)).toBe('a succeeded, b running');
    expect(stage.requests).toHaveLength(2);
  });

  test('refuses a new pipeline', async () => {
    stage.disk.fail('full');
    await expect(stage.create([{ name: 'a' }])).rejects.toThrow();
    expect(stage.pipelines.list().pipelines).toEqual([]);
  });
});

describe('worktrees', () => {
  test('one that later steps work in is needed until they are through', async () => {
    const id = await stage.create([
      { name: 'a', worktree: { branch: 'mine' } },
      {
        name: 'b',
        dependsOn: ['a'],
        workDir: '{{steps.a.workDir}}',
        worktree: { base: '{{steps.a.branch}}' },
      },
    ]);
    const a = stage.sessionOf(id, 'a');
    expect(stage.pipelines.needsWorktree(a.id)).toBe(true);
    await stage.endTurn(a);
    expect(stage.pipelines.needsWorktree(a.id)).toBe(true);
    expect(stage.requests[1]).toMatchObject({ worktree: { base: 'mine' } });
    stage.settledWorktrees.length = 0;
    await stage.endTurn(stage.sessionOf(id, 'b'), { outcome: 'failed' });
    // It may be resumed.
    expect(stage.pipelines.needsWorktree(a.id)).toBe(true);
    expect(stage.settledWorktrees).not.toContain(a.id);
    await stage.pipelines.resume(id);
    await settled();
    await stage.endTurn(stage.sessionOf(id, 'b'));
    expect(stage.pipelines.needsWorktree(a.id)).toBe(false);
    expect(stage.settledWorktrees).toContain(a.id);
    stage.pipelines.worktreeRemoved(a.id);
    expect(stage.step(id, 'a').worktree).toBe(null);
  });

  test('those of a failed pipeline are given back when it is forgotten', async () => {
    const id = await stage.create([
      { name: 'a', worktree: true },
      { name: 'b', dependsOn: ['a'], prompt: 'merge {{steps.a.branch}}' },
    ]);
    const a = stage.sessionOf(id, 'a');
    await stage.endTurn(a);
    await stage.endTurn(stage.sessionOf(id, 'b'), { outcome: 'refused' });
    stage.settledWorktrees.length = 0;
    stage.pipelines.delete(id);
    expect(stage.settledWorktrees).toContain(a.id);
    expect(stage.pipelines.needsWorktree(a.id)).toBe(false);
  });
});

test('usage is summed over every try; a cost only where each is known', async () => {
  const id = await stage.create([{ name: 'a', retry: { attempts: 2 } }, { name: 'b' }]);
  const usage = { inputTokens: 10, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
  stage.sessionOf(id, 'a').state.commit({ usage: { ...usage, costUsd: 0.5 } });
  await stage.endTurn(stage.sessionOf(id, 'a'), { outcome: 'failed' });
  stage.sessionOf(id, 'a').state.commit({ usage: { ...usage, costUsd: 0.25 } });
  expect(stage.step(id, 'a').usage).toMatchObject({ inputTokens: 20, costUsd: 0.75 });
  stage.sessionOf(id, 'b').state.commit({ usage: { ...usage, costUsd: null } });
  expect(stage.pipelines.get(id).usage).toEqual({
    ...{ inputTokens: 30, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 },
    costUsd: null,
  });
});

describe('what is kept', () => {
  test('ended ones go by age, running ones never', async () => {
    const running = await stage.create([{ name: 'a' }]);
    const ended = await stage.create([{ name: 'a' }]);
    await stage.endTurn(stage.sessionOf(ended, 'a'));
    expect(stage.pipelines.prune(stage.clock.now(), 10)).toBe(0);
    await stage.clock.advance(1);
    expect(stage.pipelines.prune(null, 10)).toBe(0);
    expect(stage.pipelines.prune(stage.clock.now(), 10)).toBe(1);
    expect(stage.pipelines.list().pipelines.map(({ id }) => id)).toEqual([running]);
    expect(stage.store.listKeys({ prefix: ROW, at: 0 })).toHaveLength(1);
  });

  test('one that another version wrote is kept, and not seen', async () => {
    const key = `${ROW}pip_${'0'.repeat(20)}`;
    const at = stage.clock.now();
    stage.store.setKey({ key, value: { from: 'the future' }, at, expiresAt: null });
    await stage.restart();
    expect(stage.pipelines.list().pipelines).toEqual([]);
    expect(stage.store.getKey(key, at)).not.toBe(null);
  });
});
