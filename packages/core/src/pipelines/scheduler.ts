import type { PipelineDefinition, PipelineStep } from '@aegis/protocol';
import type { Happening } from './happening.ts';
import { isOccupied, type PipelineRunState, type StepRun } from './pipeline-state.ts';

/** How many steps run at a time where nothing is said. */
const DEFAULT_CONCURRENCY = 4;
const DONE: ReadonlySet<StepRun['status']> = new Set([
  'succeeded',
  'failed',
  'blocked',
  'cancelled',
]);

/**
 * What a pipeline is after something has happened. Pure: what is to be done about it follows from the state alone
 * ({@link jobsOf}), so that a restart in any moment goes on from there.
 * @param now epoch milliseconds
 */
export function advance(
  definition: PipelineDefinition,
  state: PipelineRunState,
  happening: Happening,
  now: number,
): PipelineRunState {
  const next: PipelineRunState = structuredClone(state);
  const change = new Change(definition, next, now);
  change.take(happening);
  if (next.status === 'running') change.schedule();
  next.updatedAt = now;
  return next;
}

/** One change of a copy of the state. */
class Change {
  readonly #definition: PipelineDefinition;
  readonly #state: PipelineRunState;
  readonly #now: number;

  constructor(definition: PipelineDefinition, state: PipelineRunState, now: number) {
    this.#definition = definition;
    this.#state = state;
    this.#now = now;
  }

  take(happening: Happening): void {
    switch (happening.type) {
      case 'looked-at':
        return;
      case 'cancelled': {
        this.#cancel();
        return;
      }
      case 'resumed': {
        this.#resume();
        return;
      }
      case 'session-ended': {
        this.#sessionEnded(happening);
        return;
      }
      case 'worktree-removed': {
        const step = this.#step(happening.step);
        if (step?.sessionId === happening.sessionId) step.worktree = null;
        return;
      }
      default: {
        this.#takeOfTry(happening);
        return;
      }
    }
  }

  /** Begin what can be begun, give up what never will be, and end when all has ended. */
  schedule(): void {
    const { steps } = this.#state;
    this.#giveUp();
    const limit = this.#definition.concurrency ?? DEFAULT_CONCURRENCY;
    for (const step of steps) {
      if (steps.filter(isOccupied).length >= limit) break;
      if (this.#canBegin(step)) this.#begin(step);
    }
    if (!steps.every((step) => DONE.has(step.status) && !isOccupied(step))) return;
    this.#state.status = steps.every(({ status }) => status === 'succeeded')
      ? 'succeeded'
      : 'failed';
    this.#state.endedAt = this.#now;
  }

  #takeOfTry(happening: Extract<Happening, { attempt: number }>): void {
    const step = this.#step(happening.step);
    if (step === undefined) return;
    const isCurrent = step.attempt === happening.attempt;
    const runs = isCurrent && step.status === 'running';
    switch (happening.type) {
      case 'session-started': {
        const { sessionId } = happening;
        if (isCurrent) step.isStarting = false;
        if (step.sessionId === sessionId && isCurrent) return;
        this.#knows(step, sessionId);
        // Of a try that was given up meanwhile, or a second one of this: nobody waits for it.
        if (!runs || step.sessionId !== null) {
          this.#end(step, sessionId);
          return;
        }
        this.#settleIn(step, happening);
        return;
      }
      case 'not-started':
        if (isCurrent) step.isStarting = false;
        if (runs) this.#fail(step, happening.error, 'end');
        return;
      case 'never-ran':
        if (isCurrent) step.isStarting = false;
        if (!runs) return;
        step.attempts += 1;
        step.status = 'waiting';
        // Its worktree goes first: the next try may want the same branch.
        this.#end(step, happening.sessionId);
        return;
      case 'waits':
        if (runs) step.waitsOn = happening.on;
        return;
      case 'turn-completed':
        if (!runs) return;
        step.waitsOn = null;
        step.output = happening.output;
        if (this.#plan(step).gate === undefined) this.#succeed(step);
        else step.status = 'gating';
        return;
      case 'gate-finished':
        if (!isCurrent || step.status !== 'gating') return;
        step.gate = happening.report;
        if (happening.report.verdict === 'pass') this.#succeed(step);
        else this.#fail(step, gateFailure(happening.report.summary), 'end');
        return;
      case 'try-failed':
        if (runs || (isCurrent && step.status === 'gating')) {
          this.#fail(step, happening.error, happening.session);
        }
        return;
      case 'replaced':
        if (!runs) {
          this.#knows(step, happening.sessionId);
          this.#end(step, happening.sessionId);
          return;
        }
        this.#knows(step, happening.sessionId);
        this.#settleIn(step, happening);
        return;
      case 'retry-due':
        if (isCurrent && step.status === 'waiting') step.retryAt = null;
        return;
    }
  }

  #begin(step: StepRun): void {
    const { timeoutMs } = this.#plan(step);
    Object.assign(step, {
      status: 'running',
      attempt: step.attempt + 1,
      isStarting: true,
      sessionId: null,
      waitsOn: null,
      startedAt: step.startedAt ?? this.#now,
      endedAt: null,
      deadline: timeoutMs === undefined ? null : this.#now + timeoutMs,
      retryAt: null,
      output: null,
      error: null,
      gate: null,
      workDir: null,
      worktree: null,
      branch: null,
    } satisfies Partial<StepRun>);
  }

  #settleIn(
    step: StepRun,
    place: Pick<Extract<Happening, { type: 'replaced' }>, 'sessionId' | 'workDir' | 'worktree'>,
  ): void {
    step.sessionId = place.sessionId;
    step.workDir = place.workDir;
    step.worktree = place.worktree;
    step.branch = place.worktree?.branch ?? null;
    step.waitsOn = null;
  }

  #succeed(step: StepRun): void {
    this.#close(step, 'succeeded');
    if (this.#plan(step).keepSession !== true) this.#end(step, step.sessionId);
  }

  #fail(step: StepRun, error: NonNullable<StepRun['error']>, session: 'end' | 'leave'): void {
    const { retry, keepSession = false } = this.#plan(step);
    const isTriedAgain =
      session === 'end' && this.#state.status === 'running' && step.attempt < step.attempts;
    if (isTriedAgain) {
      this.#close(step, 'waiting');
      step.endedAt = null;
      step.retryAt = this.#now + (retry?.delayMs ?? 0);
    } else this.#close(step, 'failed');
    step.error = error;
    step.output = null;
    const isKept =
      session === 'leave' || (keepSession && !isTriedAgain && error.code !== 'timeout');
    if (!isKept) this.#end(step, step.sessionId);
  }

  #close(step: StepRun, status: StepRun['status']): void {
    step.status = status;
    step.endedAt = this.#now;
    step.waitsOn = null;
    step.deadline = null;
    step.retryAt = null;
  }

  #end(step: StepRun, sessionId: string | null): void {
    if (sessionId === null || step.ending.includes(sessionId)) return;
    step.ending.push(sessionId);
  }

  #knows(step: StepRun, sessionId: string): void {
    if (step.sessions.some(({ id }) => id === sessionId)) return;
    step.sessions.push({ id: sessionId, usage: null });
  }

  #sessionEnded({ step: name, sessionId, usage }: Extract<Happening, { type: 'session-ended' }>) {
    const step = this.#step(name);
    if (step === undefined) return;
    step.ending = step.ending.filter((id) => id !== sessionId);
    const session = step.sessions.find(({ id }) => id === sessionId);
    if (session !== undefined && usage !== null) session.usage = usage;
  }

  #cancel(): void {
    if (this.#state.status !== 'running') return;
    this.#state.status = 'cancelled';
    this.#state.endedAt = this.#now;
    for (const step of this.#state.steps) {
      if (DONE.has(step.status)) continue;
      if (step.status !== 'waiting') this.#end(step, step.sessionId);
      this.#close(step, 'cancelled');
    }
  }

  #resume(): void {
    if (this.#state.status !== 'failed' && this.#state.status !== 'cancelled') return;
    this.#state.status = 'running';
    this.#state.endedAt = null;
    for (const step of this.#state.steps) {
      if (step.status === 'succeeded') continue;
      const { retry, keepSession = false } = this.#plan(step);
      // One that was left for somebody to look at would work beside the new one.
      if (!keepSession) this.#end(step, step.sessionId);
      this.#close(step, 'waiting');
      Object.assign(step, {
        attempts: step.attempt + (retry?.attempts ?? 1),
        startedAt: null,
        endedAt: null,
        error: null,
        gate: null,
        output: null,
      } satisfies Partial<StepRun>);
    }
  }

  /** Steps that cannot come to their turn any more. */
  #giveUp(): void {
    const { steps } = this.#state;
    // As often as something changed: the steps need not be in the order in which they depend on each other.
    while (steps.some((step) => this.#block(step)));
    const isStopped =
      this.#definition.onFailure !== 'continue' && steps.some(({ status }) => status === 'failed');
    if (!isStopped) return;
    for (const step of steps) {
      if (step.status !== 'waiting') continue;
      // One that waited for its next try has failed; the others never began.
      this.#close(step, step.error === null ? 'cancelled' : 'failed');
    }
    while (steps.some((step) => this.#block(step, 'cancelled')));
  }

  #block(step: StepRun, from: StepRun['status'] = 'waiting'): boolean {
    if (step.status !== from) return false;
    const isBlocked = this.#dependencies(step).some(
      ({ status }) => status === 'failed' || status === 'blocked',
    );
    if (isBlocked) this.#close(step, 'blocked');
    return isBlocked;
  }

  #canBegin(step: StepRun): boolean {
    if (step.status !== 'waiting' || isOccupied(step)) return false;
    if (step.retryAt !== null && step.retryAt > this.#now) return false;
    return this.#dependencies(step).every(
      (dependency) => dependency.status === 'succeeded' && !isOccupied(dependency),
    );
  }

  #dependencies(step: StepRun): StepRun[] {
    const names = this.#plan(step).dependsOn ?? [];
    return this.#state.steps.filter(({ name }) => names.includes(name));
  }

  #step(name: string): StepRun | undefined {
    return this.#state.steps.find((step) => step.name === name);
  }

  #plan({ name }: StepRun): PipelineStep {
    const plan = this.#definition.steps.find((step) => step.name === name);
    if (plan === undefined) throw new Error(`a state with a step that is not defined: ${name}`);
    return plan;
  }
}

function gateFailure(summary: string): NonNullable<StepRun['error']> {
  return { code: 'gate_failed', message: summary };
}
