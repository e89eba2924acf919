import type {
  CreateSessionBody,
  GateReport,
  LastTurn,
  NewEvent,
  PipelineDefinition,
  PipelineStep,
  RecoveryStep,
} from '@aegis/protocol';
import { toTimestamp } from '@aegis/protocol';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import type { SessionOrigin } from '../aegis/session-origin.ts';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import type { PipelineSessions } from '../pipelines/sessions-port.ts';
import { storedPipelineSessions } from '../pipelines/pipeline-sessions.ts';
import { Pipelines } from '../pipelines/pipelines.ts';
import { silentLogger } from '../ports/logger.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { ManagedSession } from '../session/managed-session.ts';
import { newRecord, recordFromRow, rowFromRecord } from '../session/session-record.ts';
import { failingStore } from './failing-store.ts';
import { ManualClock, settled } from './manual-clock.ts';

/** A gate that is being run. */
export interface FakeGate {
  sessionId: string;
  signal: AbortSignal | undefined;
  end: (verdict: GateReport['verdict']) => void;
}

/** Pipelines on sessions that are played by hand: no tmux, no Claude Code, and a clock that stands still. */
export class FakePipelineStage {
  readonly clock = new ManualClock();
  readonly disk = failingStore(createMemoryStore(), this.clock);
  readonly store: SessionStore = this.disk.store;
  readonly events = new EventLog(this.store);
  readonly gates: FakeGate[] = [];
  /** What each session was started with, in order. */
  readonly requests: CreateSessionBody[] = [];
  readonly settledWorktrees: string[] = [];
  /** Thrown by the next start, before anything is stored. */
  refuse: Error | null = null;
  /** Until this resolves no start gets as far as being stored. */
  hold: Promise<void> = Promise.resolve();
  pipelines: Pipelines;
  readonly #replaced = new Set<string>();
  readonly #live = new Map<string, ManagedSession>();
  #ids = 0;

  constructor() {
    this.pipelines = this.#open();
  }

  /** As when the process ends and another begins; sessions go on. */
  async restart(): Promise<void> {
    this.pipelines.close();
    this.gates.length = 0;
    this.pipelines = this.#open();
    this.pipelines.takeUp();
    await settled();
  }

  async create(
    steps: (Partial<PipelineStep> & { name: string })[],
    more: Partial<PipelineDefinition> = {},
  ): Promise<string> {
    const { id } = await this.pipelines.create({
      name: 'test',
      workDir: '/tmp',
      steps: steps.map((step) => ({ prompt: `do ${step.name}`, ...step })),
      ...more,
    });
    await settled();
    return id;
  }

  step(id: string, name: string) {
    const step = this.pipelines.get(id).steps.find((each) => each.name === name);
    if (step === undefined) throw new Error(`no step ${name}`);
    return step;
  }

  statuses(id: string): string {
    const { steps } = this.pipelines.get(id);
    return steps.map(({ name, status }) => `${name} ${status}`).join(', ');
  }

  /** The session that a step has now. */
  sessionOf(id: string, name: string): ManagedSession {
    const session = this.#live.get(this.step(id, name).sessionId ?? '');
    if (session === undefined) throw new Error(`no session of ${name}`);
    return session;
  }

  get running(): string[] {
    return [...this.#live.values()].filter(({ hasEnded }) => !hasEnded).map(({ id }) => id);
  }

  /** Its turn ends. */
  async endTurn(session: ManagedSession, turn: Partial<LastTurn> = {}): Promise<void> {
    const endedAt = toTimestamp(this.clock.now());
    const lastTurn = {
      outcome: 'completed',
      error: null,
      text: 'Done.',
      endedAt,
      ...turn,
    } as const;
    session.state.commit({ status: 'idle', lastTurn });
    await settled();
  }

  /** Somebody ends it, or it ends by itself. */
  async exit(session: ManagedSession): Promise<void> {
    this.#exit(session, 'exited');
    await settled();
  }

  /** It was stored, and Aegis ended before it was launched: at the next start it runs nowhere. */
  neverLaunched(session: ManagedSession): void {
    const at = toTimestamp(this.clock.now());
    const exit = {
      code: null,
      signal: null,
      at,
      reason: 'runtime_lost',
      lastScreen: null,
    } as const;
    session.state.commit({ location: null, status: 'exited', exit });
  }

  async recover(session: ManagedSession, step: Partial<RecoveryStep>): Promise<void> {
    const event: NewEvent = {
      type: 'recovery-step',
      sessionId: session.id,
      at: toTimestamp(this.clock.now()),
      data: {
        step: {
          ...{ rung: 'nudge', step: 0, outcome: 'done', detail: null, replacedBy: null },
          ...step,
        },
      },
    };
    this.events.commit(() => this.events.append(event));
    await settled();
  }

  /** A session that no pipeline asked for. */
  stranger(): ManagedSession {
    return this.#session({ workDir: '/tmp' }, {});
  }

  /** Somebody begins to put another one in its place. */
  beginPivot(session: ManagedSession): void {
    this.#replaced.add(session.id);
  }

  #open(): Pipelines {
    const { store, clock, events, disk } = this;
    const sessions: PipelineSessions = {
      ...storedPipelineSessions(store),
      start: async (request, origin) => {
        this.requests.push(request);
        await this.hold;
        if (this.refuse !== null) throw this.refuse;
        origin.onStored?.(this.#session(request, origin));
      },
      find: (id) => {
        const live = this.#live.get(id);
        const row = store.getSession(id);
        if (live !== undefined) return live;
        if (row === null) throw new Error(`no session ${id}`);
        return this.#managed(recordFromRow(row));
      },
      kill: (id) => {
        const session = this.#live.get(id);
        if (session !== undefined) this.#exit(session, 'killed');
        return Promise.resolve();
      },
      isBeingReplaced: (id) => this.#replaced.has(id),
    };
    return new Pipelines({
      ...{ store, events, clock, sessions, logger: silentLogger, storeHealth: disk.health },
      gates: {
        run: (session, _body, signal) =>
          new Promise((resolve, reject) => {
            signal?.addEventListener('abort', () => reject(new Error('stopped')));
            const end = (verdict: GateReport['verdict']) => resolve(report(session.id, verdict));
            this.gates.push({ sessionId: session.id, signal, end });
          }),
      },
      worktrees: {
        check: () => Promise.resolve(),
        settle: (id) => {
          this.settledWorktrees.push(id);
          return Promise.resolve();
        },
      },
    });
  }

  #session(request: CreateSessionBody, origin: SessionOrigin): ManagedSession {
    const { store, clock } = this;
    const id = `ses_${String((this.#ids += 1)).padStart(20, '0')}`;
    const { worktree } = request;
    const branch = typeof worktree === 'object' ? (worktree.branch ?? 'b') : 'b';
    const record = newRecord({
      ...{ id, workDir: request.workDir, parentId: null, tags: request.tags ?? [] },
      ...{ createdAt: clock.now(), status: 'working' as const },
      pipeline: origin.pipeline ?? null,
      location: { paneId: '%1', windowId: '@1', windowName: 'x', pid: 1 },
      worktree:
        worktree === undefined || worktree === false
          ? null
          : { path: `/worktrees/${id}`, branch, base: 'c0ffee', repository: '/tmp' },
    });
    store.insertSession(rowFromRecord(record, clock.now()));
    const session = this.#managed(record);
    this.#live.set(id, session);
    return session;
  }

  #managed(record: ConstructorParameters<typeof ManagedSession>[0]): ManagedSession {
    const { store, events, clock, disk } = this;
    return new ManagedSession(record, {
      ...{ store, events, clock, logger: silentLogger, storeHealth: disk.health },
      registry: new RegistryWatcher(clock, silentLogger),
      disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
      newId: (prefix) => `${prefix}_${(this.#ids += 1)}`,
      locateTranscript: () => Promise.resolve(null),
      stallThresholdMs: 300_000,
      makeStep: () => Promise.reject(new Error('nothing here stalls')),
    });
  }

  #exit(session: ManagedSession, reason: 'killed' | 'exited'): void {
    const at = toTimestamp(this.clock.now());
    session.ended({ code: 0, signal: null, at, reason, lastScreen: null });
  }
}

function report(sessionId: string, verdict: GateReport['verdict']): GateReport {
  const at = toTimestamp(0);
  return {
    ...{ id: `gat_${'0'.repeat(20)}`, sessionId, verdict, summary: `The gate: ${verdict}.` },
    ...{ startedAt: at, endedAt: at, checks: [] },
  };
}
