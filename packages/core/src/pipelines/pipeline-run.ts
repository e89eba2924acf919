import {
  AegisError,
  toTimestamp,
  type AegisEvent,
  type CreateSessionBody,
  type Pipeline,
  type PipelineChange,
  type PipelineDefinition,
  type StepState,
  type Usage,
} from '@aegis/protocol';
import type { SessionOrigin } from '../aegis/session-origin.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Gates } from '../gate/gates.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { Waiters } from '../session/waiters.ts';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import { advance } from './scheduler.ts';
import type { Happening } from './happening.ts';
import { jobKey, jobsOf, type Job } from './jobs.ts';
import type { PipelineRows, StoredPipeline } from './pipeline-rows.ts';
import { isOccupied, type PipelineRunState, type StepRun } from './pipeline-state.ts';
import { changesBetween, toPipeline } from './pipeline-view.ts';
import { bounded } from './render-step.ts';
import { watchSession } from './session-watch.ts';
import { usesPlaceOf } from './step-placeholders.ts';
import { stepRequest } from './step-session.ts';

type StepError = NonNullable<StepState['error']>;

/** The most of a step's output that is kept. */
const MAX_OUTPUT_BYTES = 200_000;
/** Milliseconds that a session which is to be ended may take to come into being. */
const LAUNCH_MS = 30_000;
/** Milliseconds that a session's successor is waited for: as long as the start of one may take, and more. */
const REPLACED_MS = 60_000;

/** What a pipeline needs of the sessions. */
export interface PipelineSessions {
  /** Answers as `Sessions.start` does. */
  start: (request: CreateSessionBody, origin: SessionOrigin) => Promise<unknown>;
  /** @throws AegisError `session_not_found` */
  find: (id: string) => ManagedSession;
  kill: (id: string) => Promise<void>;
  /** The ids of a pipeline's sessions. */
  idsOf: (pipelineId: string) => string[];
  /** The pipeline that a session was started for. */
  pipelineOf: (id: string) => string | null;
  usageOf: (id: string) => Usage | null;
  /** What the store has of a session's recovery. */
  recoveryOf: (id: string) => RecoveryEvent[];
  /** Whether another session is being started in its place. */
  isBeingReplaced: (id: string) => boolean;
}

export type RecoveryEvent = Extract<AegisEvent, { type: 'recovery-step' }>;

export interface PipelineRunDependencies {
  rows: PipelineRows;
  events: Pick<EventLog, 'commit' | 'append'>;
  storeHealth: Pick<StoreHealth, 'problem' | 'owe' | 'forgive' | 'onRecovery'>;
  clock: Clock;
  logger: Logger;
  sessions: PipelineSessions;
  gates: Pick<Gates, 'run'>;
  worktrees: Pick<Worktrees, 'settle'>;
}

/**
 * One pipeline: its state, and whatever that asks to be done. A change is stored with its events before anything is done
 * about it.
 */
export class PipelineRun {
  readonly waiters: Waiters;
  readonly #definition: PipelineDefinition;
  readonly #dependencies: PipelineRunDependencies;
  /** What is being done, by {@link jobKey}, with what stops it. */
  readonly #jobs = new Map<string, AbortController>();
  /** Sessions that are being started; each resolves when it is known how that went. */
  readonly #launches = new Map<string, Promise<unknown>>();
  /** Steps whose place later ones use. */
  readonly #lenders: ReadonlySet<string>;
  #state: PipelineRunState;
  #untold: PipelineChange[] = [];
  #isSaved = true;
  #isClosed = false;

  constructor({ definition, state }: StoredPipeline, dependencies: PipelineRunDependencies) {
    this.#definition = definition;
    this.#state = state;
    this.#dependencies = dependencies;
    this.waiters = new Waiters(dependencies.clock);
    this.#lenders = new Set(definition.steps.flatMap((step) => [...usesPlaceOf(step)]));
  }

  get state(): PipelineRunState {
    return this.#state;
  }

  /** Nothing is going on, and nothing will by itself. */
  get isAtRest(): boolean {
    return this.#state.status !== 'running' && !this.#state.steps.some(isOccupied);
  }

  view(): Pipeline {
    return toPipeline(this.#definition, this.#state, this.#dependencies.sessions.usageOf);
  }

  happen(happening: Happening): void {
    if (this.#isClosed) return;
    const before = this.#state;
    this.#state = advance(this.#definition, before, happening, this.#dependencies.clock.now());
    this.#untold.push(...changesBetween(this.#definition, before, this.#state));
    this.#isSaved = false;
    this.#save();
  }

  /** The step that this session is the present one of. */
  stepOf(sessionId: string): StepRun | undefined {
    return this.#state.steps.find((step) => step.sessionId === sessionId);
  }

  /** Whether the worktree of a session has to stay: its step goes on, or one to come works in it or from its branch. */
  needsWorktree(sessionId: string): boolean {
    const step = this.stepOf(sessionId);
    if (step === undefined) return false;
    if (step.status === 'running' || step.status === 'gating') return true;
    if (step.status !== 'succeeded' || !this.#lenders.has(step.name)) return false;
    return this.#definition.steps.some((plan) => {
      const user = this.#state.steps.find(({ name }) => name === plan.name);
      return user?.status !== 'succeeded' && usesPlaceOf(plan).has(step.name);
    });
  }

  /** A session's recovery has made a step. */
  onRecovery({ sessionId, data }: RecoveryEvent): void {
    const run = this.stepOf(sessionId);
    if (run === undefined) return;
    const { rung, outcome, detail, replacedBy } = data.step;
    const ofTry = { step: run.name, attempt: run.attempt };
    if (replacedBy !== null) this.#replaced(ofTry, replacedBy);
    else if (rung === 'pivot' && this.#sessionOf({ ...ofTry, sessionId })?.hasEnded === true) {
      // It was ended, and none could be started in its place.
      this.#fail(ofTry, { code: 'session_not_started', message: detail ?? 'Its pivot failed.' });
    } else if (rung === 'escalate' && outcome === 'done') {
      const message = detail ?? 'It stalled, and its recovery policy leaves it to a person.';
      const error: StepError = { code: 'escalated', message };
      this.happen({ type: 'try-failed', ...ofTry, error, session: 'leave' });
    }
  }

  /** Do what the state asks for, and nothing else. */
  reconcile(): void {
    if (this.#isClosed) return;
    const wanted = new Map(jobsOf(this.#state).map((job) => [jobKey(job), job]));
    for (const [key, controller] of this.#jobs) {
      if (wanted.has(key)) continue;
      this.#jobs.delete(key);
      controller.abort();
    }
    for (const [key, job] of wanted) {
      // Doing one may change what is wanted; that was seen to then.
      if (this.#jobs.has(key) || !jobsOf(this.#state).some((other) => jobKey(other) === key))
        continue;
      const controller = new AbortController();
      this.#jobs.set(key, controller);
      this.#do(job, controller.signal);
    }
    this.#giveBackWorktrees();
  }

  /** Let go of everything; sessions and gates that run are taken up again at the next start. */
  close(error: Error | null): void {
    this.#dependencies.storeHealth.forgive(this.#pay);
    this.#isClosed = true;
    for (const controller of this.#jobs.values()) controller.abort();
    this.#jobs.clear();
    this.waiters.close(error);
  }

  #save(): void {
    const { storeHealth } = this.#dependencies;
    if (storeHealth.problem !== null) return storeHealth.owe(this.#pay);
    try {
      this.#write();
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      storeHealth.owe(this.#pay);
    }
  }

  readonly #pay = (): void => {
    if (!this.#isSaved) this.#write();
  };

  #write(): void {
    const { events, rows, clock } = this.#dependencies;
    const at = toTimestamp(clock.now());
    const told = this.#untold;
    // Taken first: who is told may make something happen at once.
    this.#untold = [];
    this.#isSaved = true;
    try {
      events.commit(() => {
        rows.update(this.#state);
        for (const data of told) {
          events.append({ type: 'pipeline-changed', sessionId: null, at, data });
        }
      });
    } catch (error) {
      this.#untold = [...told, ...this.#untold];
      this.#isSaved = false;
      throw error;
    }
    this.reconcile();
    this.waiters.check();
  }

  #do(job: Job, signal: AbortSignal): void {
    const { clock } = this.#dependencies;
    const doing = (work: Promise<void>) => {
      work.catch((error: unknown) => this.#problem(job, error));
    };
    switch (job.do) {
      case 'start':
        return doing(this.#start(job, signal));
      case 'watch':
        return this.#watch(job, signal);
      case 'gate':
        return doing(this.#gate(job, signal));
      case 'end':
        return doing(this.#end(job));
      case 'give-up':
      case 'try-again': {
        const { step, attempt } = job;
        const cancel = clock.after(Math.max(0, job.at - clock.now()), () => {
          if (job.do === 'try-again') this.happen({ type: 'retry-due', step, attempt });
          else this.#fail(job, { code: 'timeout', message: 'It took longer than its timeoutMs.' });
        });
        signal.addEventListener('abort', cancel, { once: true });
      }
    }
  }

  /** Exactly one session for a try: the one that there is, or a new one. */
  async #start(job: Extract<Job, { do: 'start' }>, signal: AbortSignal): Promise<void> {
    const { step, attempt } = job;
    const { sessions, storeHealth } = this.#dependencies;
    const found = this.#findTry(job);
    if (found !== null) {
      const { exit, location } = found.record;
      const neverRan = exit?.reason === 'runtime_lost' && location === null;
      if (neverRan) this.happen({ type: 'never-ran', step, attempt, sessionId: found.id });
      else this.#started(job, found);
      return;
    }
    const run = this.#state.steps.find(({ name }) => name === step);
    if (run?.status !== 'running' || run.attempt !== attempt) {
      const error: StepError = { code: 'session_not_started', message: 'It was cancelled.' };
      this.happen({ type: 'not-started', step, attempt, error });
      return;
    }
    let stored: string | null = null;
    try {
      const plan = this.#plan(step);
      const request = stepRequest(this.#definition, plan, {
        pipelineId: this.#state.id,
        attempt,
        resultOf: (name) => this.#resultOf(name),
      });
      const launch = sessions.start(request, {
        pipeline: { id: this.#state.id, step, attempt },
        onStored: (session) => {
          stored = session.id;
          const settled = launch.then(
            () => this.#launches.delete(session.id),
            () => this.#launches.delete(session.id),
          );
          this.#launches.set(session.id, settled);
          this.#started(job, session);
        },
      });
      await launch;
    } catch (error) {
      if (isDiskProblem(error) && stored === null) {
        // Nothing was started: it is as soon as something can be stored again.
        const stop = storeHealth.onRecovery(() => {
          stop();
          if (!signal.aborted) this.#do(job, signal);
        });
        signal.addEventListener('abort', stop, { once: true });
        return;
      }
      this.happen({ type: 'not-started', step, attempt, error: startError(error) });
    }
  }

  #started({ step, attempt }: { step: string; attempt: number }, session: ManagedSession): void {
    const { workDir, worktree } = session.record;
    this.happen({
      type: 'session-started',
      ...{ step, attempt, sessionId: session.id, workDir, worktree },
    });
  }

  #findTry({ step, attempt }: { step: string; attempt: number }): ManagedSession | null {
    const { sessions } = this.#dependencies;
    for (const id of sessions.idsOf(this.#state.id)) {
      const session = sessions.find(id);
      const { pipeline } = session.record;
      const isIt = pipeline?.id === this.#state.id && pipeline.step === step;
      if (isIt && pipeline.attempt === attempt) return session;
    }
    return null;
  }

  #watch(job: Extract<Job, { do: 'watch' }>, signal: AbortSignal): void {
    const { step, attempt, sessionId } = job;
    const { sessions, clock } = this.#dependencies;
    const session = this.#sessionOf(job);
    if (session === null) return;
    // What its recovery did while nobody listened.
    for (const event of sessions.recoveryOf(sessionId)) this.onRecovery(event);
    if (signal.aborted) return;
    const stop = watchSession(session, clock, {
      onWaits: (on) => this.happen({ type: 'waits', step, attempt, on }),
      onCompleted: (output) => {
        if (signal.aborted) return;
        const kept = bounded(output, MAX_OUTPUT_BYTES, step);
        this.happen({ type: 'turn-completed', step, attempt, output: kept });
      },
      onFailed: (error) => this.#fail(job, error),
      onExited: (error) => {
        this.#exited(job, error, signal).catch((thrown: unknown) => this.#problem(job, thrown));
      },
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  }

  /** Who started it knows better why, and another may go on in its place. */
  async #exited(
    job: Extract<Job, { do: 'watch' }>,
    error: StepError,
    signal: AbortSignal,
  ): Promise<void> {
    const { sessions, clock } = this.#dependencies;
    const { sessionId } = job;
    await this.#launches.get(sessionId);
    if (signal.aborted) return;
    if (!sessions.isBeingReplaced(sessionId)) return this.#fail(job, error);
    const cancel = clock.after(REPLACED_MS, () => this.#fail(job, error));
    signal.addEventListener('abort', cancel, { once: true });
  }

  #replaced({ step, attempt }: { step: string; attempt: number }, sessionId: string): void {
    const session = this.#sessionOf({ step, attempt, sessionId });
    if (session === null) return;
    const { workDir, worktree } = session.record;
    this.happen({ type: 'replaced', ...{ step, attempt, sessionId, workDir, worktree } });
  }

  #sessionOf(job: { step: string; attempt: number; sessionId: string }): ManagedSession | null {
    try {
      return this.#dependencies.sessions.find(job.sessionId);
    } catch (error) {
      this.#fail(job, { code: 'session_exited', message: messageOf(error) });
      return null;
    }
  }

  async #gate(job: Extract<Job, { do: 'gate' }>, signal: AbortSignal): Promise<void> {
    const { step, attempt } = job;
    const { gate } = this.#plan(step);
    const session = this.#sessionOf(job);
    if (session === null || gate === undefined) return;
    try {
      const body = gate === true ? {} : gate;
      const report = await this.#dependencies.gates.run(session, body, signal);
      if (!signal.aborted) this.happen({ type: 'gate-finished', step, attempt, report });
    } catch (error) {
      if (!signal.aborted) this.#fail(job, { code: 'gate_failed', message: messageOf(error) });
    }
  }

  async #end({ step, sessionId }: Extract<Job, { do: 'end' }>): Promise<void> {
    const { sessions, worktrees, logger } = this.#dependencies;
    try {
      const session = sessions.find(sessionId);
      // One that is only just being started cannot be ended yet.
      const isThere = () => (session.hasEnded || session.record.location !== null ? true : null);
      await session.state.waiters.until(isThere, { timeoutMs: LAUNCH_MS });
      await sessions.kill(sessionId);
    } catch (error) {
      if (this.#isClosed) return;
      logger.warn({ sessionId, error: String(error) }, "a step's session could not be ended");
    }
    await worktrees.settle(sessionId);
    const usage = sessions.usageOf(sessionId);
    this.happen({ type: 'session-ended', step, sessionId, usage });
  }

  /** Places that nobody needs any more. */
  #giveBackWorktrees(): void {
    for (const { name, sessionId, worktree, status, ending } of this.#state.steps) {
      const isLent = this.#lenders.has(name) && status === 'succeeded' && ending.length === 0;
      if (!isLent || sessionId === null || worktree === null) continue;
      if (!this.needsWorktree(sessionId)) void this.#dependencies.worktrees.settle(sessionId);
    }
  }

  #resultOf(name: string) {
    const run = this.#state.steps.find((step) => step.name === name);
    if (run?.status !== 'succeeded') return null;
    const { output, workDir, branch } = run;
    return { output: output ?? '', workDir, branch };
  }

  #fail({ step, attempt }: { step: string; attempt: number }, error: StepError): void {
    this.happen({ type: 'try-failed', step, attempt, error, session: 'end' });
  }

  #problem(job: Job, error: unknown): void {
    if (this.#isClosed) return;
    this.#dependencies.logger.error(
      { pipelineId: this.#state.id, job: job.do, step: job.step, error: String(error) },
      'something of a pipeline could not be done',
    );
    if ('attempt' in job) this.#fail(job, { code: 'internal', message: messageOf(error) });
  }

  #plan(name: string) {
    const plan = this.#definition.steps.find((step) => step.name === name);
    if (plan === undefined) throw new Error(`a step that is not defined: ${name}`);
    return plan;
  }
}

function startError(error: unknown): StepError {
  const isGit =
    AegisError.is(error) && (error.code === 'worktree_failed' || error.code === 'not_a_repository');
  return { code: isGit ? 'worktree_failed' : 'session_not_started', message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
