import {
  toTimestamp,
  type Pipeline,
  type PipelineChange,
  type PipelineDefinition,
} from '@aegis/protocol';
import type { EventLog } from '../events/event-log.ts';
import { Waiters } from '../session/waiters.ts';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';
import type { Happening } from './happening.ts';
import { jobKey, jobsOf } from './jobs.ts';
import type { PipelineRows, StoredPipeline } from './pipeline-rows.ts';
import { isOccupied, type PipelineRunState, type StepRun } from './pipeline-state.ts';
import { changesBetween, toPipeline } from './pipeline-view.ts';
import { advance } from './scheduler.ts';
import type { RecoveryEvent } from './sessions-port.ts';
import { StepJobs, type JobHost, type StepJobsDependencies } from './step-jobs.ts';
import { usesPlaceOf } from './step-placeholders.ts';

export interface PipelineRunDependencies extends Omit<StepJobsDependencies, 'storeHealth'> {
  rows: PipelineRows;
  events: Pick<EventLog, 'commit' | 'append'>;
  storeHealth: Pick<StoreHealth, 'problem' | 'owe' | 'forgive' | 'onRecovery'>;
}

/**
 * One pipeline: its state, and whatever that asks to be done. A change is stored with its events before anything is done
 * about it.
 */
export class PipelineRun implements JobHost {
  readonly waiters: Waiters;
  readonly definition: PipelineDefinition;
  readonly #dependencies: PipelineRunDependencies;
  readonly #jobs: StepJobs;
  /** What is being done, by {@link jobKey}, with what stops it. */
  readonly #doing = new Map<string, AbortController>();
  /** Steps whose place later ones use. */
  readonly #lenders: ReadonlySet<string>;
  #state: PipelineRunState;
  #untold: PipelineChange[] = [];
  #isSaved = true;
  #isClosed = false;

  constructor({ definition, state }: StoredPipeline, dependencies: PipelineRunDependencies) {
    this.definition = definition;
    this.#state = state;
    this.#dependencies = dependencies;
    this.waiters = new Waiters(dependencies.clock);
    this.#jobs = new StepJobs(this, dependencies);
    this.#lenders = new Set(definition.steps.flatMap((step) => [...usesPlaceOf(step)]));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get state(): PipelineRunState {
    return this.#state;
  }

  /** Nothing is going on, and nothing will by itself. */
  get isAtRest(): boolean {
    return this.#state.status !== 'running' && !this.#state.steps.some(isOccupied);
  }

  view(): Pipeline {
    return toPipeline(this.definition, this.#state, this.#dependencies.sessions.usageOf);
  }

  happen(happening: Happening): void {
    if (this.#isClosed) return;
    const before = this.#state;
    this.#state = advance(this.definition, before, happening, this.#dependencies.clock.now());
    this.#untold.push(...changesBetween(this.definition, before, this.#state));
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
    return this.definition.steps.some((plan) => {
      const user = this.#state.steps.find(({ name }) => name === plan.name);
      return user?.status !== 'succeeded' && usesPlaceOf(plan).has(step.name);
    });
  }

  /** A session's recovery has made a step. */
  onRecovery(event: RecoveryEvent): void {
    this.#jobs.onRecovery(event);
  }

  /** Do what the state asks for, and nothing else. */
  reconcile(): void {
    if (this.#isClosed) return;
    const wanted = new Map(jobsOf(this.#state).map((job) => [jobKey(job), job]));
    for (const [key, controller] of this.#doing) {
      if (wanted.has(key)) continue;
      this.#doing.delete(key);
      controller.abort();
    }
    for (const [key, job] of wanted) {
      // Doing one may change what is wanted; that was seen to then.
      if (this.#doing.has(key) || !jobsOf(this.#state).some((other) => jobKey(other) === key))
        continue;
      const controller = new AbortController();
      this.#doing.set(key, controller);
      this.#jobs.do(job, controller.signal);
    }
    this.#giveBackWorktrees();
  }

  /** Let go of everything; sessions and gates that run are taken up again at the next start. */
  close(error: Error | null): void {
    this.#dependencies.storeHealth.forgive(this.#pay);
    this.#isClosed = true;
    for (const controller of this.#doing.values()) controller.abort();
    this.#doing.clear();
    this.waiters.close(error);
  }

  #save(): void {
    const { storeHealth } = this.#dependencies;
    if (storeHealth.problem !== null) {
      storeHealth.owe(this.#pay);
      return;
    }
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

  /** Places that nobody needs any more. */
  #giveBackWorktrees(): void {
    for (const { name, sessionId, worktree, status, ending } of this.#state.steps) {
      const isLent = this.#lenders.has(name) && status === 'succeeded' && ending.length === 0;
      if (!isLent || sessionId === null || worktree === null) continue;
      if (!this.needsWorktree(sessionId)) void this.#dependencies.worktrees.settle(sessionId);
    }
  }
}
