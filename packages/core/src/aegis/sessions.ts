import {
  AegisError,
  toTimestamp,
  type AdoptablePane,
  type AdoptBody,
  type BatchBody,
  type BatchResult,
  type CreateSessionBody,
  type ListSessionsQuery,
  type ResumeBody,
  type RunTemplateBody,
  type SessionList,
  type SessionStatus,
  type Worktree,
} from '@aegis/protocol';
import { StoreError, type SessionFilter, type SessionStore } from '@aegis/store';
import { Adoptions } from '../adopt/adoptions.ts';
import type { DisagreementLog } from '../disagreement/disagreement-log.ts';
import type { EventLog } from '../events/event-log.ts';
import { claudeConfigDir, sessionEnvironment } from '../launch/environment.ts';
import type { ClaudeLocator } from '../launch/claude-command.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { SessionRuntime } from '../ports/runtime.ts';
import type { RegistryWatcher } from '../registry/registry-watcher.ts';
import { makeStep } from '../recovery/make-step.ts';
import { Pivots } from '../recovery/pivots.ts';
import { killSession } from '../session/kill-session.ts';
import { resolveWorkDir } from '../launch/work-dir.ts';
import { locateTranscript } from '../session/locate-transcript.ts';
import { ManagedSession } from '../session/managed-session.ts';
import { recordFromRow, rowFromRecord, type SessionRecord } from '../session/session-record.ts';
import { toSession } from '../session/session-view.ts';
import type { StoreHealth } from '../storage/store-health.ts';
import type { PriceLookup } from '@aegis/transcript';
import type { UsageMeter } from '../usage/usage-meter.ts';
import type { Gates } from '../gate/gates.ts';
import type { Insight } from '../insight/insight.ts';
import type { Memory } from '../memory/memory.ts';
import { withMemory } from '../memory/memory-block.ts';
import type { Templates } from '../templates/templates.ts';
import type { Worktrees } from '../worktree/worktrees.ts';
import { AegisSession } from './aegis-session.ts';
import { createBatch } from './create-batch.ts';
import { newId } from './ids.ts';
import { prepareLaunch, type PreparedLaunch } from './launch-session.ts';
import { resumeRequest } from './resume-request.ts';
import { allRows, liveRows, recoverSessions } from './recover-sessions.ts';
import type { SessionOrigin } from './session-origin.ts';
import { removeSessionDir } from './state-dir.ts';

/** Not yet ready, or no more: what it says last, which no rule knows, is on the screen before its end is told. */
const NOT_THERE: ReadonlySet<SessionStatus> = new Set(['starting', 'unknown', 'exited']);
/** Milliseconds that a create waits for a delivered prompt, a dialog, or a session that is ready. */
const CREATE_TIMEOUT_MS = 15_000;

export interface SessionsDependencies {
  store: SessionStore;
  storeHealth: StoreHealth;
  events: EventLog;
  clock: Clock;
  logger: Logger;
  registry: RegistryWatcher;
  disagreements: DisagreementLog;
  runtime: SessionRuntime;
  claude: ClaudeLocator;
  templates: Templates;
  memory: Memory;
  gates: Gates;
  insight: Insight;
  prices: PriceLookup;
  usageMeter: UsageMeter;
  stallThresholdMs: number;
  worktrees: Worktrees;
  stateDir: string;
  inheritedEnvironment: Readonly<Record<string, string | undefined>>;
  hookBaseUrl: string;
}

export interface CreateOptions {
  /** Called with what is really asked for, its template filled in. What it throws refuses the session. */
  authorise?: (request: CreateSessionBody) => void;
}

/** All sessions of one state directory. */
export class Sessions {
  readonly #dependencies: SessionsDependencies;
  readonly #managed = new Map<string, ManagedSession>();
  /** Stored as running, and with nobody to watch them: what hooks say may still set their timers. */
  readonly #unwatched = new Set<ManagedSession>();
  readonly #adoptions: Adoptions;
  readonly #pivots: Pivots;

  constructor(dependencies: SessionsDependencies) {
    this.#dependencies = dependencies;
    const { clock, runtime, store, logger, claude } = dependencies;
    this.#pivots = new Pivots({
      ...{ store, clock, logger },
      find: (id) => this.find(id),
      check: async (workDir) => {
        await resolveWorkDir(workDir);
        await claude.resolve();
      },
      kill: (session) => killSession(session, clock),
      create: async (request, { replaces, alongside }) =>
        (await this.#startInPlaceOf(replaces, () => request, { alongside })).id,
    });
    this.#adoptions = new Adoptions({
      clock,
      runtime,
      managed: () => this.#managed.values(),
      insert: (record) => this.#insert(record),
    });
  }

  /**
   * Start a session. With a prompt it answers when the delivery is proven or a dialog stands in the way; without one when
   * Claude Code is ready or asks something; at the latest after 15 seconds. With `wait: false` it answers once Claude Code is
   * started.
   * @throws StoreError where it cannot be stored: nothing is started then
   * @throws AegisError for a request that cannot be, `claude_not_found`, `claude_too_old`, `claude_exited`, `tmux_…`
   */
  async create(asked: CreateSessionBody, { authorise }: CreateOptions = {}): Promise<AegisSession> {
    const { templates, memory } = this.#dependencies;
    const expanded = templates.expand(asked);
    authorise?.(expanded);
    return this.start(withMemory(expanded, (key) => memory.get(key)));
  }

  /** As {@link Sessions.create}, for what Aegis itself starts. */
  async start(request: CreateSessionBody, origin: SessionOrigin = {}): Promise<AegisSession> {
    const { clock, claude, runtime, worktrees } = this.#dependencies;
    if (request.parentId !== undefined) this.get(request.parentId);
    const { stateDir, inheritedEnvironment, hookBaseUrl } = this.#dependencies;
    const { record, plan, prompt } = await prepareLaunch(request, {
      stateDir,
      inheritedEnvironment,
      hookBaseUrl,
      resolveClaude: () => claude.resolve(),
      worktrees,
      origin,
      now: clock.now(),
    });
    const session = await this.#insertOrClean(record, prompt, origin.alongside);
    origin.onStored?.(session);
    session.state.observe({ source: 'launch', at: clock.monotonic() });
    try {
      session.attach(await runtime.launch(plan));
    } catch (error) {
      session.ended({
        code: null,
        signal: null,
        at: toTimestamp(clock.now()),
        reason: 'crashed',
        lastScreen: null,
      });
      throw error;
    }
    if (request.wait !== false) await this.#untilStarted(session);
    return this.#wrap(session);
  }

  /** Start several: one result or error for each, in order. */
  createBatch(body: BatchBody, options: CreateOptions = {}): Promise<BatchResult> {
    const create = async (item: CreateSessionBody) => (await this.create(item, options)).info();
    return createBatch(body, create, this.#dependencies.logger);
  }

  /** Start a session from a template; the same as {@link Sessions.create} with its `templateId`. */
  createFromTemplate(
    templateId: string,
    body: RunTemplateBody,
    options: CreateOptions = {},
  ): Promise<AegisSession> {
    return this.create({ ...body, templateId }, options);
  }

  /**
   * Start a session that goes on with the conversation of one that has ended.
   * @throws AegisError `session_not_found`, `session_running`, `resume_not_found`, and as {@link Sessions.create}
   */
  async resume(id: string, body: ResumeBody = {}): Promise<AegisSession> {
    const { inheritedEnvironment } = this.#dependencies;
    const configDir = claudeConfigDir(sessionEnvironment(inheritedEnvironment, {}));
    return this.#startInPlaceOf(id, (record) => resumeRequest(record, body, configDir));
  }

  /** Where one that has ended worked: in its worktree, where it had one, which is the new one's from now on. */
  async #startInPlaceOf(
    id: string,
    requestFor: (record: SessionRecord) => CreateSessionBody,
    origin: SessionOrigin = {},
  ): Promise<AegisSession> {
    await this.#dependencies.worktrees.settled(id);
    const { record } = this.find(id);
    const request = requestFor(record);
    const worktree = record.worktree ?? record.formerWorktree;
    if (worktree === null) return this.start(request, origin);
    const keepWorktree = record.keepWorktree === true;
    const session = await this.start(request, { ...origin, worktree, keepWorktree });
    // To be told and to be cleaned.
    this.worktreeLeft(id, worktree);
    return session;
  }

  /** A session that has ended has its worktree no more. */
  worktreeLeft(id: string, worktree: Worktree): void {
    const patch = { worktree: null, formerWorktree: worktree };
    const managed = this.#managed.get(id);
    if (managed) {
      managed.state.commit(patch);
      return;
    }
    const { store, clock } = this.#dependencies;
    const row = store.getSession(id);
    if (row === null) return;
    const { data } = rowFromRecord({ ...recordFromRow(row), ...patch }, clock.now());
    store.updateSession(id, { data });
  }

  /**
   * Take over a Claude Code that somebody started in a tmux pane of their own. One that is adopted already is that session.
   * @throws AegisError `pane_not_found`, `no_claude_in_pane`, `already_ours`, `tmux_…`
   */
  async adoptPane(body: AdoptBody): Promise<AegisSession> {
    return this.#wrap(await this.#adoptions.adopt(body));
  }

  /** Panes of this user in which a Claude Code runs that Aegis did not start. */
  adoptablePanes(): Promise<AdoptablePane[]> {
    return this.#adoptions.list();
  }

  /** @throws AegisError `session_not_found` */
  get(id: string): AegisSession {
    return this.#wrap(this.find(id));
  }

  /** Newest first. @throws AegisError `invalid_request` for a cursor that is none */
  list(query: ListSessionsQuery = {}): SessionList {
    const { limit = 100, ...filter } = query;
    // Only what was asked for: an absent filter and an undefined one are not the same to the store.
    const present = Object.fromEntries(
      Object.entries(filter).filter(([, value]) => value !== undefined),
    ) as SessionFilter;
    const { sessions, nextCursor } = this.#page({ ...present, limit });
    return {
      sessions: sessions.map((row) => {
        const managed = this.#managed.get(row.id);
        return toSession(managed?.record ?? recordFromRow(row));
      }),
      nextCursor,
    };
  }

  #page(filter: SessionFilter) {
    try {
      return this.#dependencies.store.listSessions(filter);
    } catch (error) {
      if (!StoreError.is(error) || error.code !== 'invalid_cursor') throw error;
      throw new AegisError(
        'invalid_request',
        '`cursor` is none of this list. Pass the `nextCursor` of an earlier page as it came, or leave it out.',
        { cause: error },
      );
    }
  }

  /** Take over every session of ours that runs in tmux and is not watched yet; done once at the start. */
  async recover(): Promise<AegisSession[]> {
    const { store, runtime, clock, logger, stateDir } = this.#dependencies;
    const adopted = await recoverSessions({
      store,
      runtime,
      clock,
      stateDir,
      manage: (record) => this.#manage(this.#newSession(record)),
      isManaged: (id) => this.#managed.has(id),
      onProblem: (sessionId, error) => {
        logger.error({ sessionId, error: String(error) }, 'a session could not be taken over');
      },
    });
    if (adopted.length > 0) logger.info({ sessions: adopted.length }, 'sessions taken over');
    return adopted.map((session) => this.#wrap(session));
  }

  /** Start what was to take the place of sessions that were ended for it, where Aegis ended in between. */
  finishPivots(): Promise<void> {
    return this.#pivots.finish();
  }

  /** Whether another session is being started in its place. */
  isBeingReplaced(id: string): boolean {
    return this.#pivots.isUnderWay(id);
  }

  /** @throws AegisError `session_not_found` */
  find(id: string): ManagedSession {
    const managed = this.#managed.get(id);
    if (managed) return managed;
    const row = this.#dependencies.store.getSession(id);
    if (row !== null) return this.#stored(recordFromRow(row));
    throw new AegisError(
      'session_not_found',
      `There is no session "${id.slice(0, 80)}". List them with GET /v1/sessions (\`aegis ls\`).`,
      { details: { id: id.slice(0, 80) } },
    );
  }

  /** Each session as it stands, oldest first: those that have not ended, or all. */
  records({ ended }: { ended: boolean }): SessionRecord[] {
    const { store } = this.#dependencies;
    const rows = ended ? allRows(store) : liveRows(store);
    return rows.map((row) => this.#managed.get(row.id)?.record ?? recordFromRow(row)).reverse();
  }

  /** The session, where this process watches it. */
  watched(id: string): ManagedSession | null {
    return this.#managed.get(id) ?? null;
  }

  /** Those that run. */
  live(): AegisSession[] {
    return [...this.#managed.values()]
      .filter((session) => !session.hasEnded)
      .map((session) => this.#wrap(session));
  }

  /** Stop watching; the sessions go on. */
  async close(): Promise<void> {
    const sessions = [...this.#managed.values(), ...this.#unwatched];
    this.#managed.clear();
    this.#unwatched.clear();
    await Promise.all(sessions.map((session) => session.release()));
  }

  async #untilStarted(session: ManagedSession): Promise<void> {
    const { firstPromptId } = session.record;
    const isReady = () =>
      session.hasEnded ||
      session.record.pending !== null ||
      (firstPromptId === null
        ? !NOT_THERE.has(session.record.status)
        : session.record.promptDelivery?.delivered === true);
    await session.state.waiters.until(() => (isReady() ? true : null), {
      timeoutMs: CREATE_TIMEOUT_MS,
    });
    if (!session.hasEnded) return;
    const { exit, name, id } = session.record;
    const screen = exit?.lastScreen ?? null;
    const shown =
      screen === null ? 'It left nothing on its screen.' : `Its last screen:\n${screen}`;
    throw new AegisError(
      'claude_exited',
      `Claude Code ended at once (session "${name}", exit code ${exit?.code ?? 'unknown'}). ${shown}`,
      { details: { id, exit } },
    );
  }

  /** What cannot be stored is not started, and nothing of it is left. */
  async #insertOrClean(
    record: SessionRecord,
    prompt: PreparedLaunch['prompt'],
    alongside?: () => void,
  ): Promise<ManagedSession> {
    try {
      return this.#insert(record, prompt, alongside);
    } catch (error) {
      const { stateDir, worktrees } = this.#dependencies;
      await removeSessionDir(stateDir, record.id);
      await worktrees.settle(record.id);
      throw error;
    }
  }

  /** Stored with its first prompt, and told of. */
  #insert(
    record: SessionRecord,
    prompt: PreparedLaunch['prompt'] = null,
    alongside: () => void = () => undefined,
  ): ManagedSession {
    const { store, events } = this.#dependencies;
    const session = this.#newSession(record);
    events.commit(() => {
      store.insertSession(rowFromRecord(record, record.createdAt));
      alongside();
      events.append({
        type: 'session-created',
        sessionId: record.id,
        at: toTimestamp(record.createdAt),
        data: { session: toSession(record) },
      });
      if (prompt === null) return;
      const row = session.outbox.add(prompt.text, null, prompt.isArgument ? 'submitted' : 'queued');
      record.firstPromptId = row.id;
      record.promptDelivery = session.outbox.delivery(row.id);
      store.updateSession(record.id, { data: rowFromRecord(record, record.createdAt).data });
    });
    return this.#manage(session);
  }

  #manage(session: ManagedSession): ManagedSession {
    const { record } = session;
    this.#managed.set(record.id, session);
    const forget = this.#dependencies.events.onEvent((event) => {
      if (event.sessionId !== record.id || event.type !== 'session-exited') return;
      forget();
      // From here on the store knows all that is to be known of it.
      void session.release().then(() => this.#managed.delete(record.id));
    });
    return session;
  }

  #stored(record: SessionRecord): ManagedSession {
    const session = this.#newSession(record);
    if (record.exit === null) this.#unwatched.add(session);
    return session;
  }

  #newSession(record: SessionRecord): ManagedSession {
    const { store, storeHealth, events, clock, logger, registry, disagreements, stallThresholdMs } =
      this.#dependencies;
    const { prices, usageMeter } = this.#dependencies;
    const home = this.#dependencies.inheritedEnvironment['HOME'];
    return new ManagedSession(record, {
      store,
      storeHealth,
      events,
      clock,
      logger,
      registry,
      disagreements,
      prices,
      usageMeter,
      stallThresholdMs,
      makeStep: (id, step) => makeStep(this.find(id), step, { clock, pivots: this.#pivots }),
      ...(home === undefined ? {} : { home }),
      newId,
      locateTranscript,
    });
  }

  #wrap(session: ManagedSession): AegisSession {
    const { events, clock, gates, insight, worktrees } = this.#dependencies;
    return new AegisSession(session, { events, clock, gates, insight, worktrees });
  }
}
