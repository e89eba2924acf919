import { isAbsolute, resolve } from 'node:path';
import {
  AegisError,
  toTimestamp,
  type Pipeline,
  type PipelineDefinition,
  type PipelineList,
  type PipelineListQuery,
  type PipelinePlan,
  type PipelineStatus,
} from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import { newId } from '../aegis/ids.ts';
import type { EventLog } from '../events/event-log.ts';
import { resolveWorkDir } from '../launch/work-dir.ts';
import { placeholdersOf, renderText } from '../text/render-text.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import { planPipeline } from './check-definition.ts';
import { PipelineRows } from './pipeline-rows.ts';
import { PipelineRun, type PipelineRunDependencies } from './pipeline-run.ts';
import { newPipelineState } from './pipeline-state.ts';
import { changesBetween } from './pipeline-view.ts';

/** Pipelines that have ended and are kept, the newest of them. */
export const MAX_ENDED = 1_000;
const DEFAULT_LIMIT = 100;

export interface PipelinesDependencies extends Omit<PipelineRunDependencies, 'rows' | 'events'> {
  store: SessionStore;
  events: Pick<EventLog, 'commit' | 'append' | 'onEvent'>;
  worktrees: Pick<Worktrees, 'settle' | 'check'>;
}

/** What a list is made from. */
interface Listed {
  id: string;
  createdAt: number;
  status: PipelineStatus;
  endedAt: number | null;
}

/** Pipelines: steps that depend on each other, each in a session of its own. */
export class Pipelines {
  readonly #dependencies: PipelinesDependencies;
  readonly #rows: PipelineRows;
  /** Those in which something goes on. */
  readonly #runs = new Map<string, PipelineRun>();
  readonly #listed = new Map<string, Listed>();
  readonly #stopListening: () => void;
  #closed: AegisError | null = null;

  constructor(dependencies: PipelinesDependencies) {
    this.#dependencies = dependencies;
    this.#rows = new PipelineRows(dependencies.store);
    for (const state of this.#rows.states(dependencies.clock.now())) this.#list(state);
    this.#stopListening = dependencies.events.onEvent((event) => {
      if (event.type !== 'recovery-step') return;
      for (const run of [...this.#runs.values()]) run.onRecovery(event);
    });
  }

  /** Go on with what was going on when Aegis ended. */
  takeUp(): void {
    for (const { id } of [...this.#listed.values()]) {
      const run = this.#closed === null ? this.#load(id) : null;
      if (run?.isAtRest === false) run.happen({ type: 'looked-at' });
    }
  }

  /**
   * Begin a pipeline. Nothing is begun where anything about it cannot be.
   * @throws AegisError `pipeline_invalid`, `workdir_…`, `not_a_repository`; StoreError
   */
  async create(given: PipelineDefinition): Promise<Pipeline> {
    planPipeline(given);
    const definition = { ...given, workDir: await resolveWorkDir(given.workDir) };
    await this.#checkPlaces(definition);
    if (this.#closed !== null) throw this.#closed;
    const { clock, events } = this.#dependencies;
    const state = newPipelineState(newId('pip'), definition, clock.now());
    const at = toTimestamp(state.createdAt);
    events.commit(() => {
      this.#rows.insert({ definition, state });
      for (const data of changesBetween(definition, null, state)) {
        events.append({ type: 'pipeline-changed', sessionId: null, at, data });
      }
    });
    const run = this.#newRun({ definition, state });
    this.#keep(run);
    run.happen({ type: 'looked-at' });
    return run.view();
  }

  /** The order in which its steps would run. @throws AegisError `pipeline_invalid` */
  check(definition: PipelineDefinition): PipelinePlan {
    return planPipeline(definition);
  }

  /** Newest first. @throws AegisError `invalid_request` for a cursor that is none */
  list({ status, limit = DEFAULT_LIMIT, cursor }: PipelineListQuery = {}): PipelineList {
    const sorted = [...this.#listed.values()]
      .filter((each) => status === undefined || each.status === status)
      .sort(newestFirst);
    const from = cursor === undefined ? 0 : startAfter(sorted, cursor);
    const page = sorted.slice(from, from + limit);
    const last = page.at(-1);
    const hasMore = from + limit < sorted.length && last !== undefined;
    return {
      pipelines: page.flatMap(({ id }) => this.#load(id)?.view() ?? []),
      nextCursor: hasMore ? `${last.createdAt}.${last.id}` : null,
    };
  }

  /** @throws AegisError `pipeline_not_found` */
  get(id: string): Pipeline {
    return this.#find(id).view();
  }

  /** The pipeline once it has ended, or after `timeoutMs`. @throws AegisError `pipeline_not_found`, `shutting_down` */
  async wait(
    id: string,
    options: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<Pipeline> {
    const run = this.#find(id);
    await run.waiters.until(() => (run.state.status === 'running' ? null : true), options);
    return run.view();
  }

  /**
   * Stop a pipeline; answers when the sessions of its steps have ended. Again is fine.
   * @throws AegisError `pipeline_not_found`, `pipeline_ended`
   */
  async cancel(id: string): Promise<Pipeline> {
    const run = this.#find(id);
    const { status } = run.state;
    if (status === 'succeeded' || status === 'failed') {
      throw new AegisError('pipeline_ended', `Pipeline ${id} has ${status}; nothing of it runs.`, {
        details: { status },
      });
    }
    if (status === 'running') run.happen({ type: 'cancelled' });
    await run.waiters.until(() => (run.isAtRest ? true : null), { timeoutMs: 60_000 });
    return run.view();
  }

  /**
   * Go on with a pipeline that failed or was cancelled: the steps that succeeded keep their outputs, the others begin
   * anew.
   * @throws AegisError `pipeline_not_found`, `pipeline_running`, `pipeline_ended`
   */
  resume(id: string): Promise<Pipeline> {
    const run = this.#find(id);
    const { status } = run.state;
    if (status === 'running' || status === 'succeeded') {
      const [code, words] =
        status === 'running'
          ? (['pipeline_running', 'is running already'] as const)
          : (['pipeline_ended', 'has succeeded; there is nothing left to do'] as const);
      return Promise.reject(
        new AegisError(code, `Pipeline ${id} ${words}.`, { details: { status } }),
      );
    }
    this.#keep(run);
    run.happen({ type: 'resumed' });
    return Promise.resolve(run.view());
  }

  /** Forget a pipeline. Its sessions stay. @throws AegisError `pipeline_not_found`, `pipeline_running` */
  delete(id: string): void {
    const run = this.#find(id);
    if (!run.isAtRest) {
      throw new AegisError(
        'pipeline_running',
        `Pipeline ${id} is running; cancel it first (POST /v1/pipelines/${id}/cancel).`,
      );
    }
    this.#forget(id, run);
  }

  /** Those that ended before this time (epoch ms; null: none), and those that are too many. @returns how many are left to do */
  prune(endedBefore: number | null, limit: number): number {
    const ended = [...this.#listed.values()]
      .filter(({ endedAt }) => endedAt !== null)
      .sort(newestFirst);
    const old = ended.filter(
      ({ endedAt }, index) =>
        index >= MAX_ENDED || (endedBefore !== null && (endedAt ?? 0) < endedBefore),
    );
    let pruned = 0;
    for (const { id } of old.slice(0, limit)) {
      const run = this.#load(id);
      if (run?.isAtRest === false) continue;
      this.#forget(id, run);
      pruned += 1;
    }
    return pruned;
  }

  /** Whether the worktree of a session that has ended must stay for now. */
  needsWorktree(sessionId: string): boolean {
    for (const run of this.#runs.values()) if (run.needsWorktree(sessionId)) return true;
    const id = this.#dependencies.sessions.pipelineOf(sessionId);
    // Who would be told of it is there at the next start, which looks again.
    if (this.#closed !== null) return id !== null;
    return id !== null && this.#load(id)?.needsWorktree(sessionId) === true;
  }

  /** The worktree of a session is gone. */
  worktreeRemoved(sessionId: string): void {
    if (this.#closed !== null) return;
    const id = this.#dependencies.sessions.pipelineOf(sessionId);
    const runs = [...this.#runs.values(), id === null ? null : this.#load(id)];
    const run = runs.find((each) => each?.stepOf(sessionId) !== undefined);
    const step = run?.stepOf(sessionId);
    if (step !== undefined) run?.happen({ type: 'worktree-removed', step: step.name, sessionId });
  }

  close(): void {
    this.#closed = new AegisError(
      'shutting_down',
      'Aegis is shutting down. Pipelines go on once it is back; ask again then.',
    );
    this.#stopListening();
    for (const run of this.#runs.values()) run.close(this.#closed);
    this.#runs.clear();
  }

  async #checkPlaces({ workDir, steps, variables = {} }: PipelineDefinition): Promise<void> {
    for (const step of steps) {
      const given = step.workDir ?? '.';
      // Where an earlier step works is known only then.
      if (placeholdersOf(given).some((name) => !name.startsWith('vars.'))) continue;
      const own = renderText(given, (name) => variables[name.slice('vars.'.length)] ?? null);
      const path = await resolveWorkDir(isAbsolute(own) ? own : resolve(workDir, own));
      const { worktree = false } = step;
      if (worktree !== false) await this.#dependencies.worktrees.check(path);
    }
  }

  #newRun(stored: ConstructorParameters<typeof PipelineRun>[0]): PipelineRun {
    return new PipelineRun(stored, { ...this.#dependencies, rows: this.#rows });
  }

  /** From now on it is in memory, until it is at rest. */
  #keep(run: PipelineRun): void {
    const { id } = run.state;
    this.#runs.set(id, run);
    this.#list(run.state);
    const stop = run.waiters.onCheck(() => {
      this.#list(run.state);
      if (!run.isAtRest) return;
      stop();
      this.#runs.delete(id);
    });
  }

  #list({ id, createdAt, status, endedAt }: Listed): void {
    this.#listed.set(id, { id, createdAt, status, endedAt });
  }

  #load(id: string): PipelineRun | null {
    const running = this.#runs.get(id);
    if (running !== undefined) return running;
    const stored = this.#listed.has(id) ? this.#rows.get(id, this.#dependencies.clock.now()) : null;
    if (stored === null) return null;
    const run = this.#newRun(stored);
    // There is one of each that something goes on in.
    if (!run.isAtRest) this.#keep(run);
    return run;
  }

  #find(id: string): PipelineRun {
    const run = this.#load(id);
    if (run !== null) return run;
    throw new AegisError(
      'pipeline_not_found',
      `There is no pipeline "${id.slice(0, 80)}". List them with GET /v1/pipelines.`,
      { details: { id: id.slice(0, 80) } },
    );
  }

  #forget(id: string, run: PipelineRun | null): void {
    this.#rows.delete(id);
    this.#listed.delete(id);
    for (const { sessionId, worktree } of run?.state.steps ?? []) {
      if (sessionId !== null && worktree !== null) {
        void this.#dependencies.worktrees.settle(sessionId);
      }
    }
  }
}

function newestFirst(one: Listed, other: Listed): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1);
}

/** The place behind the one that the cursor names, whether or not that is still there. */
function startAfter(sorted: readonly Listed[], cursor: string): number {
  const [, time, id] = /^(\d{1,15})\.(pip_[0-9a-z]{20})$/.exec(cursor) ?? [];
  if (time === undefined || id === undefined) {
    throw new AegisError(
      'invalid_request',
      '`cursor` is none of this list. Pass the `nextCursor` of an earlier page as it came, or leave it out.',
    );
  }
  const mark: Listed = { id, createdAt: Number(time), status: 'running', endedAt: null };
  const at = sorted.findIndex((each) => newestFirst(each, mark) > 0);
  return at === -1 ? sorted.length : at;
}
