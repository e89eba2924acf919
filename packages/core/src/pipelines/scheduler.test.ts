import type { GateReport, PipelineDefinition, PipelineStep } from '@aegis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionId } from '../testing/stored-session.ts';
import type { Happening } from './happening.ts';
import { jobsOf, type Job } from './jobs.ts';
import { isOccupied, newPipelineState, type PipelineRunState } from './pipeline-state.ts';
import { advance } from './scheduler.ts';

const ID = `pip_${'0'.repeat(20)}`;
const ERROR = { code: 'turn_failed', message: 'It failed.' } as const;

const step = (name: string, more: Partial<PipelineStep> = {}): PipelineStep => ({
  name,
  prompt: 'go',
  ...more,
});
const pipeline = (
  steps: PipelineStep[],
  more: Partial<PipelineDefinition> = {},
): PipelineDefinition => ({ name: 'p', workDir: '/w', steps, ...more });

/** A pipeline by hand. */
class Hand {
  state: PipelineRunState;
  now = 1_000;
  readonly definition: PipelineDefinition;

  constructor(definition: PipelineDefinition) {
    this.definition = definition;
    this.state = newPipelineState(ID, definition, this.now);
    this.happen({ type: 'looked-at' });
  }
  happen(happening: Happening): void {
    this.state = advance(this.definition, this.state, happening, this.now);
  }
  of(name: string) {
    const found = this.state.steps.find((each) => each.name === name);
    if (!found) throw new Error(name);
    return found;
  }
  start(name: string, id = `${name}${this.of(name).attempt}`): string {
    const { attempt } = this.of(name);
    const place = { sessionId: id, workDir: '/w', worktree: null };
    this.happen({ type: 'session-started', step: name, attempt, ...place });
    return id;
  }
  complete(name: string): void {
    const { attempt } = this.of(name);
    this.happen({ type: 'turn-completed', step: name, attempt, output: `${name} said` });
  }
  fail(name: string, session: 'end' | 'leave' = 'end'): void {
    const { attempt } = this.of(name);
    this.happen({ type: 'try-failed', step: name, attempt, error: ERROR, session });
  }
  ended(name: string, id: string): void {
    this.happen({ type: 'session-ended', step: name, sessionId: id, usage: null });
  }
  /** Through the whole of a step that goes well. */
  succeed(name: string): void {
    const id = this.start(name);
    this.complete(name);
    this.ended(name, id);
  }
  get statuses(): string {
    return this.state.steps.map(({ name, status }) => `${name} ${status}`).join(', ');
  }
  get jobs(): string[] {
    return jobsOf(this.state).map((job) => `${job.do} ${job.step}`);
  }
}

const DIAMOND = [
  step('a'),
  step('b', { dependsOn: ['a'] }),
  step('c', { dependsOn: ['a'] }),
  step('d', { dependsOn: ['b', 'c'] }),
];

describe('a pipeline', () => {
  test('runs a diamond in waves, each step once its predecessors and their sessions are through', () => {
    const hand = new Hand(pipeline(DIAMOND));
    expect(hand.statuses).toBe('a running, b waiting, c waiting, d waiting');
    expect(hand.jobs).toEqual(['start a']);
    const id = hand.start('a');
    hand.complete('a');
    expect([hand.statuses, hand.jobs]).toEqual([
      'a succeeded, b waiting, c waiting, d waiting',
      ['end a'],
    ]);
    hand.ended('a', id);
    expect(hand.jobs).toEqual(['start b', 'start c']);
    hand.succeed('b');
    expect(hand.of('d').status).toBe('waiting');
    hand.succeed('c');
    hand.succeed('d');
    expect([hand.state.status, hand.state.endedAt, hand.jobs]).toEqual(['succeeded', 1_000, []]);
  });

  test('has not ended before the last session has', () => {
    const hand = new Hand(pipeline([step('a')]));
    const id = hand.start('a');
    hand.complete('a');
    expect(hand.state.status).toBe('running');
    hand.ended('a', id);
    expect(hand.state.status).toBe('succeeded');
  });

  test('stops at the first failure: what has begun goes on, nothing else begins', () => {
    const hand = new Hand(
      pipeline([step('a'), step('b'), step('c', { dependsOn: ['a'] }), step('d')], {
        concurrency: 2,
      }),
    );
    const [a, b] = [hand.start('a'), hand.start('b')];
    hand.fail('a');
    hand.ended('a', a);
    expect(hand.statuses).toBe('a failed, b running, c blocked, d cancelled');
    hand.complete('b');
    hand.ended('b', b);
    expect(hand.state.status).toBe('failed');
  });

  test('goes on where it may, with `continue`', () => {
    const hand = new Hand(
      pipeline([step('a'), step('b', { dependsOn: ['a'] }), step('c')], {
        onFailure: 'continue',
        concurrency: 1,
      }),
    );
    const a = hand.start('a');
    hand.fail('a');
    hand.ended('a', a);
    expect(hand.statuses).toBe('a failed, b blocked, c running');
    hand.succeed('c');
    expect(hand.state.status).toBe('failed');
  });

  test('tries a step again after its delay, in another session, once the first has ended', () => {
    const hand = new Hand(pipeline([step('a', { retry: { attempts: 2, delayMs: 500 } })]));
    const id = hand.start('a');
    hand.fail('a');
    expect(hand.of('a')).toMatchObject({ status: 'waiting', retryAt: 1_500, error: ERROR });
    expect(hand.jobs).toEqual(['end a', 'try-again a']);
    hand.now = 1_500;
    hand.happen({ type: 'retry-due', step: 'a', attempt: 1 });
    expect(hand.of('a')).toMatchObject({ status: 'waiting', attempt: 1 });
    hand.ended('a', id);
    expect(hand.of('a')).toMatchObject({ status: 'running', attempt: 2, error: null });
    hand.start('a');
    hand.fail('a');
    expect(hand.of('a')).toMatchObject({ status: 'failed', attempt: 2, attempts: 2 });
  });

  test('passes a gate before a step counts, and fails by one', () => {
    const hand = new Hand(pipeline([step('a', { gate: true })]));
    hand.start('a');
    hand.complete('a');
    expect([hand.statuses, hand.jobs]).toEqual(['a gating', ['gate a']]);
    const report: GateReport = {
      ...{ id: `gat_${'0'.repeat(20)}`, sessionId: sessionId(1), verdict: 'fail' as const },
      ...{ summary: '1 of 2 checks failed', startedAt: '', endedAt: '', checks: [] },
    };
    hand.happen({ type: 'gate-finished', step: 'a', attempt: 1, report });
    expect(hand.of('a')).toMatchObject({
      status: 'failed',
      error: { code: 'gate_failed', message: '1 of 2 checks failed' },
      gate: report,
      output: null,
    });
  });

  test('leaves an escalated session to a person, and tries no more', () => {
    const hand = new Hand(pipeline([step('a', { retry: { attempts: 3 } })]));
    hand.start('a');
    hand.fail('a', 'leave');
    expect([hand.statuses, hand.jobs, hand.state.status]).toEqual(['a failed', [], 'failed']);
  });

  test('keeps a session that is to be kept, and ends it where it runs out of time', () => {
    for (const code of ['turn_failed', 'timeout'] as const) {
      const hand = new Hand(pipeline([step('a', { keepSession: true, timeoutMs: 1_000 })]));
      hand.start('a');
      expect(hand.jobs).toEqual(['watch a', 'give-up a']);
      const error = { code, message: '' };
      hand.happen({ type: 'try-failed', step: 'a', attempt: 1, error, session: 'end' });
      expect(hand.jobs).toEqual(code === 'timeout' ? ['end a'] : []);
    }
  });

  test('moves to the session that replaces another', () => {
    const hand = new Hand(pipeline([step('a')]));
    hand.start('a', 'one');
    const place = { sessionId: 'two', workDir: '/w', worktree: null };
    hand.happen({ type: 'replaced', step: 'a', attempt: 1, ...place });
    expect(hand.of('a').sessionId).toBe('two');
    hand.complete('a');
    expect(hand.of('a').ending).toEqual(['two']);
    expect(hand.of('a').sessions.map(({ id }) => id)).toEqual(['one', 'two']);
  });

  test('counts no try that never ran', () => {
    const hand = new Hand(pipeline([step('a')]));
    hand.happen({ type: 'never-ran', step: 'a', attempt: 1, sessionId: 'one' });
    // What it left is cleared away first.
    expect(hand.jobs).toEqual(['end a']);
    hand.ended('a', 'one');
    expect(hand.of('a')).toMatchObject({ status: 'running', attempt: 2, attempts: 2 });
    const two = hand.start('a', 'two');
    hand.happen({ type: 'never-ran', step: 'a', attempt: 2, sessionId: two });
    hand.ended('a', two);
    expect(hand.of('a')).toMatchObject({ status: 'running', attempt: 3, sessionId: null });
  });

  test('is cancelled: what runs is ended, also what was only just being started', () => {
    const hand = new Hand(pipeline(DIAMOND));
    hand.happen({ type: 'cancelled' });
    expect(hand.statuses).toBe('a cancelled, b cancelled, c cancelled, d cancelled');
    expect(hand.jobs).toEqual(['start a']);
    expect(jobsOf(hand.state)).toMatchObject([{ mayCreate: false }]);
    const id = hand.start('a');
    expect(hand.jobs).toEqual(['end a']);
    hand.ended('a', id);
    expect([hand.state.status, hand.jobs]).toEqual(['cancelled', []]);
  });

  test('is resumed from the steps that did not succeed, with as many tries as before', () => {
    const hand = new Hand(pipeline(DIAMOND));
    hand.succeed('a');
    const b = hand.start('b');
    hand.succeed('c');
    hand.fail('b');
    hand.ended('b', b);
    expect(hand.statuses).toBe('a succeeded, b failed, c succeeded, d blocked');
    hand.happen({ type: 'resumed' });
    // Told once more: it has ended already, and takes a moment to say so.
    hand.ended('b', b);
    expect(hand.statuses).toBe('a succeeded, b running, c succeeded, d waiting');
    expect(hand.of('b')).toMatchObject({ attempt: 2, attempts: 2 });
    expect(hand.of('a').output).toBe('a said');
    hand.succeed('b');
    hand.succeed('d');
    expect(hand.state.status).toBe('succeeded');
  });
});

/** Steps in any order, none of which waits for itself. */
const definitions = fc
  .record({
    steps: fc.array(
      fc.record({
        parents: fc.array(fc.nat(7), { maxLength: 3 }),
        attempts: fc.integer({ min: 1, max: 3 }),
        delayMs: fc.constantFrom(0, 1_000),
        gate: fc.boolean(),
        keepSession: fc.boolean(),
        timed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    order: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    onFailure: fc.constantFrom('stop' as const, 'continue' as const),
  })
  .map(({ steps, order, concurrency, onFailure }) => {
    const plans = steps.map(({ parents, attempts, delayMs, gate, keepSession, timed }, index) =>
      step(`s${index}`, {
        dependsOn: [...new Set(parents.filter((at) => at < index))].map((at) => `s${at}`),
        retry: { attempts, delayMs },
        keepSession,
        ...(gate && { gate: true }),
        ...(timed && { timeoutMs: 5_000 }),
      }),
    );
    const placed = plans
      .map((plan, index) => ({ plan, at: order[index] ?? 0 }))
      .sort((one, other) => one.at - other.at);
    return pipeline(
      placed.map(({ plan }) => plan),
      { concurrency, onFailure },
    );
  });

/** Does what a pipeline asks for, in any order and with any outcome, and looks whether it asks for what it must not. */
class World {
  readonly hand: Hand;
  readonly running = new Map<string, string>();
  readonly begun: string[] = [];
  #sessions = 0;

  constructor(definition: PipelineDefinition) {
    this.hand = new Hand(definition);
  }

  do(job: Job, choice: number): void {
    const { hand } = this;
    hand.now += 100;
    const { step: name } = job;
    const attempt = 'attempt' in job ? job.attempt : 0;
    switch (job.do) {
      case 'start': {
        if (!job.mayCreate || choice % 5 === 0) {
          hand.happen({ type: 'not-started', step: name, attempt, error: ERROR });
          return;
        }
        this.#mayBegin(name);
        const id = `session ${(this.#sessions += 1)}`;
        this.running.set(id, name);
        this.begun.push(`${name} ${attempt}`);
        hand.start(name, id);
        return;
      }
      case 'watch':
        if (choice % 3 === 0) hand.fail(name);
        else if (choice % 7 === 0) hand.fail(name, 'leave');
        else if (choice % 11 === 0) {
          hand.happen({ type: 'waits', step: name, attempt, on: 'permission' });
        } else hand.complete(name);
        return;
      case 'gate':
        if (choice % 2 === 0) {
          hand.fail(name);
          return;
        }
        hand.happen({
          type: 'gate-finished',
          ...{ step: name, attempt },
          // The rest of a report is only kept.
          report: { verdict: 'pass', summary: '' } as never,
        });
        return;
      case 'give-up':
      case 'try-again':
        hand.now = Math.max(hand.now, job.at);
        if (job.do === 'try-again') hand.happen({ type: 'retry-due', step: name, attempt });
        else {
          const error = { code: 'timeout', message: '' } as const;
          hand.happen({ type: 'try-failed', step: name, attempt, error, session: 'end' });
        }
        return;
      case 'end':
        this.running.delete(job.sessionId);
        hand.ended(name, job.sessionId);
    }
  }

  #mayBegin(name: string): void {
    const { hand } = this;
    const plan = hand.definition.steps.find((each) => each.name === name);
    const mine = [...this.running].filter(([, of]) => of === name);
    if (plan?.keepSession !== true) expect(mine).toEqual([]);
    for (const dependency of plan?.dependsOn ?? []) {
      expect(hand.of(dependency).status).toBe('succeeded');
    }
    expect(hand.state.steps.filter(isOccupied).length).toBeLessThanOrEqual(
      hand.definition.concurrency ?? 4,
    );
  }
}

describe('whatever happens, in whichever order', () => {
  const choices = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 });

  function runOut(world: World, picks: readonly number[], from = 0): void {
    let turn = from;
    for (let jobs = jobsOf(world.hand.state); jobs.length > 0; jobs = jobsOf(world.hand.state)) {
      const pick = (picks[turn % picks.length] ?? 0) + turn;
      const job = jobs[pick % jobs.length];
      if (job === undefined) break;
      world.do(job, pick);
      turn += 1;
      if (turn > from + 3_000) throw new Error(`does not end: ${world.hand.statuses}`);
    }
  }

  test('no step has two tries at once, none begins too early, and it ends', () => {
    fc.assert(
      fc.property(definitions, choices, (definition, picks) => {
        const world = new World(definition);
        runOut(world, picks);
        const { state } = world.hand;
        expect(state.status).not.toBe('running');
        expect(world.hand.statuses).not.toMatch(/waiting|running|gating/);
        expect(new Set(world.begun).size).toBe(world.begun.length);
        const isGood = state.steps.every(({ status }) => status === 'succeeded');
        expect(state.status).toBe(isGood ? 'succeeded' : 'failed');
      }),
    );
  });

  test('cancelled at any time, and resumed at once: no step that succeeded begins again', () => {
    fc.assert(
      fc.property(definitions, choices, fc.nat(30), (definition, picks, when) => {
        const world = new World(definition);
        for (let turn = 0; turn < when; turn += 1) {
          const jobs = jobsOf(world.hand.state);
          const job = jobs[(picks[turn % picks.length] ?? 0) % Math.max(1, jobs.length)];
          if (job !== undefined) world.do(job, (picks[turn % picks.length] ?? 0) + turn);
        }
        world.hand.happen({ type: 'cancelled' });
        if (when % 2 === 0) runOut(world, picks, when);
        const done = world.hand.state.steps.filter(({ status }) => status === 'succeeded');
        const { status: before } = world.hand.state;
        world.begun.length = 0;
        world.hand.happen({ type: 'resumed' });
        runOut(world, picks, when);
        for (const { name, output, attempt } of done) {
          expect(world.begun.filter((begun) => begun.startsWith(`${name} `))).toEqual([]);
          expect(world.hand.of(name)).toMatchObject({ status: 'succeeded', output, attempt });
        }
        expect(world.hand.state.status).not.toBe(before === 'succeeded' ? 'failed' : 'running');
      }),
    );
  });

  test('a state that is stored and read again is the same', () => {
    fc.assert(
      fc.property(definitions, choices, (definition, picks) => {
        const world = new World(definition);
        for (const [turn, pick] of picks.entries()) {
          world.hand.state = JSON.parse(JSON.stringify(world.hand.state)) as PipelineRunState;
          const jobs = jobsOf(world.hand.state);
          const job = jobs[pick % Math.max(1, jobs.length)];
          if (job !== undefined) world.do(job, pick + turn);
        }
        runOut(world, picks);
      }),
    );
  });
});
