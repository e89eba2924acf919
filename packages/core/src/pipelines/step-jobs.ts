import { AegisError, type PipelineDefinition, type StepState } from '@aegis/protocol';
import type { Gates } from '../gate/gates.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import type { Happening } from './happening.ts';
import type { Job } from './jobs.ts';
import type { PipelineRunState, StepRun } from './pipeline-state.ts';
import { bounded, type StepResult } from './render-step.ts';
import { watchSession } from './session-watch.ts';
import type { PipelineSessions, RecoveryEvent } from './sessions-port.ts';
import { stepRequest } from './step-session.ts';

type StepError = NonNullable<StepState['error']>;

/** The most of a step's output that is kept. */
const MAX_OUTPUT_BYTES = 200_000;
/** Milliseconds that a session which is to be ended may take to come into being. */
const LAUNCH_MS = 30_000;
/** Milliseconds that a session's successor is waited for: as long as the start of one may take, and more. */
const REPLACED_MS = 60_000;

export interface StepJobsDependencies {
  clock: Clock;
  logger: Logger;
  storeHealth: Pick<StoreHealth, 'onRecovery'>;
  sessions: PipelineSessions;
  gates: Pick<Gates, 'run'>;
  worktrees: Pick<Worktrees, 'settle'>;
}

/** The pipeline that jobs are done for. */
export interface JobHost {
  readonly definition: PipelineDefinition;
  readonly state: PipelineRunState;
  readonly isClosed: boolean;
  happen: (happening: Happening) => void;
  /** The step that this session is the present one of. */
  stepOf: (sessionId: string) => StepRun | undefined;
}

/** Does what a pipeline asks for, and tells it what came of it. */
export class StepJobs {
  readonly #host: JobHost;
  readonly #dependencies: StepJobsDependencies;
  /** Sessions that are being started; each resolves when it is known how that went. */
  readonly #launches = new Map<string, Promise<unknown>>();

  constructor(host: JobHost, dependencies: StepJobsDependencies) {
    this.#host = host;
    this.#dependencies = dependencies;
  }

  /** @param signal aborted where it is wanted no more */
  do(job: Job, signal: AbortSignal): void {
    const { clock } = this.#dependencies;
    const doing = (work: Promise<void>) => {
      work.catch((error: unknown) => this.#problem(job, error));
    };
    switch (job.do) {
      case 'start': {
        doing(this.#start(job, signal));
        return;
      }
      case 'watch': {
        this.#watch(job, signal);
        return;
      }
      case 'gate': {
        doing(this.#gate(job, signal));
        return;
      }
      case 'end': {
        doing(this.#end(job));
        return;
      }
      case 'give-up':
      case 'try-again': {
        const { step, attempt } = job;
        const cancel = clock.after(Math.max(0, job.at - clock.now()), () => {
          if (job.do === 'try-again') this.#host.happen({ type: 'retry-due', step, attempt });
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
      if (neverRan(found)) {
        this.#host.happen({ type: 'never-ran', step, attempt, sessionId: found.id });
      } else this.#started(job, found);
      return;
    }
    const run = this.#host.state.steps.find(({ name }) => name === step);
    if (run?.status !== 'running' || run.attempt !== attempt) {
      const error: StepError = { code: 'session_not_started', message: 'It was cancelled.' };
      this.#host.happen({ type: 'not-started', step, attempt, error });
      return;
    }
    const stored = new Set<string>();
    try {
      const plan = this.#plan(step);
      const request = stepRequest(this.#host.definition, plan, {
        pipelineId: this.#host.state.id,
        attempt,
        resultOf: (name) => this.#resultOf(name),
      });
      const launch = sessions.start(request, {
        pipeline: { id: this.#host.state.id, step, attempt },
        onStored: (session) => {
          stored.add(session.id);
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
      if (isDiskProblem(error) && stored.size === 0) {
        // Nothing was started: it is as soon as something can be stored again.
        const stop = storeHealth.onRecovery(() => {
          stop();
          if (!signal.aborted) this.do(job, signal);
        });
        signal.addEventListener('abort', stop, { once: true });
        return;
      }
      this.#host.happen({ type: 'not-started', step, attempt, error: startError(error) });
    }
  }

  #started({ step, attempt }: { step: string; attempt: number }, session: ManagedSession): void {
    const { workDir, worktree } = session.record;
    this.#host.happen({
      type: 'session-started',
      ...{ step, attempt, sessionId: session.id, workDir, worktree },
    });
  }

  #findTry({ step, attempt }: { step: string; attempt: number }): ManagedSession | null {
    const { sessions } = this.#dependencies;
    for (const id of sessions.idsOf(this.#host.state.id)) {
      const session = sessions.find(id);
      const { pipeline } = session.record;
      const isIt = pipeline?.id === this.#host.state.id && pipeline.step === step;
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
    for (const event of sessions.recoveryOf(sessionId)) {
      this.onRecovery(event);
      if (signal.aborted) return;
    }
    const stop = watchSession(session, clock, {
      onWaits: (on) => this.#host.happen({ type: 'waits', step, attempt, on }),
      onCompleted: (output) => {
        if (signal.aborted) return;
        const kept = bounded(output, MAX_OUTPUT_BYTES, step);
        this.#host.happen({ type: 'turn-completed', step, attempt, output: kept });
      },
      onFailed: (error) => this.#fail(job, error),
      onExited: (error) => {
        this.#exited(job, error, signal).catch((thrown: unknown) => this.#problem(job, thrown));
      },
    });
    // Its first look may have been enough.
    signal.addEventListener('abort', stop, { once: true });
  }

  /** Who started it knows better why, and another may go on in its place. */
  async #exited(
    job: Extract<Job, { do: 'watch' }>,
    error: StepError,
    signal: AbortSignal,
  ): Promise<void> {
    const { sessions, clock } = this.#dependencies;
    const { step, attempt, sessionId } = job;
    await this.#launches.get(sessionId);
    if (signal.aborted) return;
    const session = this.#sessionOf(job);
    if (session === null) return;
    if (neverRan(session)) {
      this.#host.happen({ type: 'never-ran', step, attempt, sessionId });
      return;
    }
    if (!sessions.isBeingReplaced(sessionId)) {
      this.#fail(job, error);
      return;
    }
    const cancel = clock.after(REPLACED_MS, () => this.#fail(job, error));
    signal.addEventListener('abort', cancel, { once: true });
  }

  #replaced({ step, attempt }: { step: string; attempt: number }, sessionId: string): void {
    const session = this.#sessionOf({ step, attempt, sessionId });
    if (session === null) return;
    const { workDir, worktree } = session.record;
    this.#host.happen({ type: 'replaced', ...{ step, attempt, sessionId, workDir, worktree } });
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
      if (!signal.aborted) this.#host.happen({ type: 'gate-finished', step, attempt, report });
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
      if (this.#host.isClosed) return;
      logger.warn({ sessionId, error: String(error) }, "a step's session could not be ended");
    }
    await worktrees.settle(sessionId);
    const usage = sessions.usageOf(sessionId);
    this.#host.happen({ type: 'session-ended', step, sessionId, usage });
  }

  /** A session's recovery has made a step. */
  onRecovery({ sessionId, data }: RecoveryEvent): void {
    const run = this.#host.stepOf(sessionId);
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
      this.#host.happen({ type: 'try-failed', ...ofTry, error, session: 'leave' });
    }
  }

  #resultOf(name: string): StepResult | null {
    const run = this.#host.state.steps.find((step) => step.name === name);
    if (run?.status !== 'succeeded') return null;
    const { output, workDir, branch } = run;
    return { output: output ?? '', workDir, branch };
  }

  #fail({ step, attempt }: { step: string; attempt: number }, error: StepError): void {
    this.#host.happen({ type: 'try-failed', step, attempt, error, session: 'end' });
  }

  #problem(job: Job, error: unknown): void {
    if (this.#host.isClosed) return;
    this.#dependencies.logger.error(
      { pipelineId: this.#host.state.id, job: job.do, step: job.step, error: String(error) },
      'something of a pipeline could not be done',
    );
    if ('attempt' in job) this.#fail(job, { code: 'internal', message: messageOf(error) });
  }

  #plan(name: string) {
    const plan = this.#host.definition.steps.find((step) => step.name === name);
    if (plan === undefined) throw new Error(`a step that is not defined: ${name}`);
    return plan;
  }
}

/** It was stored, and Aegis ended before it was launched. */
function neverRan({ record: { exit, location } }: ManagedSession): boolean {
  return exit?.reason === 'runtime_lost' && location === null;
}

function startError(error: unknown): StepError {
  const isGit =
    AegisError.is(error) && (error.code === 'worktree_failed' || error.code === 'not_a_repository');
  return { code: isGit ? 'worktree_failed' : 'session_not_started', message: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
