import { timingSafeEqual } from 'node:crypto';
import { join, resolve } from 'node:path';
import {
  DEFAULT_STALL_THRESHOLD_MS,
  type AegisEvent,
  type Disagreements,
  type Health,
  type StreamReady,
  type Swarm,
  type SwarmQuery,
} from '@aegis/protocol';
import { readScreen } from '@aegis/status';
import type { SessionStore } from '@aegis/store';
import { priceLookup } from '@aegis/transcript';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog, type EventQuery } from '../events/event-log.ts';
import { toHookCall } from '../hooks/hook-body.ts';
import {
  listenForHooks,
  type HookAnswer,
  type HookListener,
  type HookRequest,
} from '../hooks/hook-listener.ts';
import { decisionBody } from '../hooks/permission-decision.ts';
import { ClaudeLocator } from '../launch/claude-command.ts';
import { hostEnvironment } from '../launch/environment.ts';
import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { retentionLimits } from '../retention/limits.ts';
import { Retention } from '../retention/retention.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { TmuxRuntime } from '../runtime/tmux-runtime.ts';
import { recordFromRow } from '../session/session-record.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { watchStore } from '../storage/watched-store.ts';
import { Gates } from '../gate/gates.ts';
import { Insight } from '../insight/insight.ts';
import { Memory } from '../memory/memory.ts';
import { pipelineSessions } from '../pipelines/pipeline-sessions.ts';
import { Pipelines } from '../pipelines/pipelines.ts';
import { readSwarm } from '../swarm/read-swarm.ts';
import { EndedSubagents } from '../subagents/ended-subagents.ts';
import { UsageMeter, type SessionUsageGrowth } from '../usage/usage-meter.ts';
import { Templates } from '../templates/templates.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import { createGit } from '../worktree/git.ts';
import { Worktrees } from '../worktree/worktrees.ts';
import {
  DEFAULT_PANE_SIZE,
  DEFAULT_STATE_DIR,
  socketNameFor,
  type AegisOptions,
} from './options.ts';
import { newId } from './ids.ts';
import { liveRows } from './recover-sessions.ts';
import { Sessions } from './sessions.ts';
import { openStateStore } from './open-state-store.ts';
import { readHealth, readVitals, type Vitals } from './read-health.ts';
import { listSessionDirs, prepareStateDir, removeSessionDir } from './state-dir.ts';
import { lockStateDir, type StateDirLock } from './state-dir-lock.ts';

/** Key under which the port of our own hook listener is kept, so that it comes back at the same address. */
const HOOK_PORT_KEY = 'core.hook-port';
/** Written to see whether anything can be. */
const PROBE_KEY = 'core.probe';

export interface Aegis {
  readonly sessions: Sessions;
  readonly stateDir: string;
  /** Every session's events, from an id on (or from now on), then live. */
  events(query?: EventQuery): AsyncGenerator<AegisEvent, void, undefined>;
  /** Called for each event once it is durable, at once, from now on; stops with what it returns. Must not throw. */
  onEvent(listener: (event: AegisEvent) => void): () => void;
  /** Where {@link Aegis.events} begins with this `after`, and whether anything is missing there. */
  eventsStart(after?: number): StreamReady;
  /** Addresses that are told what happens. */
  readonly webhooks: Webhooks;
  /** Small values that sessions, agents and people share. */
  readonly memory: Memory;
  readonly templates: Templates;
  readonly pipelines: Pipelines;
  /** Sessions by parent and tag, and Claude Code's own subagents and teams. */
  swarm(query?: SwarmQuery): Promise<Swarm>;
  /** Small values that outlive the process, for what is built upon core; `core.` begins the keys that are its own. */
  readonly keys: Pick<SessionStore, 'setKey' | 'listKeys' | 'deleteKey'>;
  /** For a server that takes Claude Code's hooks on its own port. */
  receiveHook(request: HookRequest): Promise<HookAnswer>;
  /** What its sources disagreed on, and the screens that no rule knew: counts, and redacted frames. */
  disagreements(): Promise<Disagreements>;
  health(): Promise<Pick<Health, 'sessions' | 'runtime' | 'store'>>;
  /** The part of {@link Aegis.health} that starts no process: for whoever asks often. */
  vitals(): Vitals;
  /** Called for what sessions use from now on, as it is read from their transcripts; stops with what it returns. */
  onUsage(listener: (growth: SessionUsageGrowth) => void): () => void;
  /** Let go of everything within 2 seconds; sessions live on, unless `killSessions`. */
  close(options?: { killSessions?: boolean }): Promise<void>;
}

function isSameSecret(given: string | null, kept: string | null): boolean {
  if (given === null || kept === null) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(kept)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Sessions of one state directory, in this process. Takes over what still runs.
 * @throws AegisError `store_failed`, `state_dir_in_use`, `config_invalid` for a webhook target that cannot be allowed
 */
export async function createAegis(options: AegisOptions = {}): Promise<Aegis> {
  // Absolute: Claude Code, in another directory, is given paths in it.
  const stateDir = resolve(options.stateDir ?? DEFAULT_STATE_DIR);
  await prepareStateDir(stateDir);
  const lock = lockStateDir(stateDir);
  let store: SessionStore | null = null;
  try {
    store = openStateStore(stateDir);
    return await openAegis(options, { stateDir, store, lock });
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}

/** What an Aegis has opened for itself, and closes last. */
interface Opened {
  stateDir: string;
  store: SessionStore;
  lock: StateDirLock;
}

async function openAegis(options: AegisOptions, opened: Opened): Promise<Aegis> {
  const { clock = systemClock, logger = silentLogger, env = process.env } = options;
  const { stateDir, lock } = opened;
  const storeHealth = new StoreHealth({
    clock,
    logger,
    probe: () => {
      store.setKey({ key: PROBE_KEY, value: null, at: clock.now(), expiresAt: null });
    },
  });
  const store = watchStore(opened.store, {
    wrote: () => storeHealth.wrote(),
    failed: (error) => storeHealth.failed(error),
  });
  const events = new EventLog(store);
  const { ownPort } = options.webhooks ?? {};
  const listeners: HookListener[] = [];
  const webhooks = new Webhooks(options.webhooks ?? {}, {
    store,
    events,
    clock,
    logger,
    ownPorts: () => [
      ...(ownPort === undefined ? [] : [ownPort]),
      ...listeners.map(({ port }) => port),
    ],
    assertSession: (id) => {
      sessions.get(id);
    },
  });
  const registry = new RegistryWatcher(clock, logger);
  const runtime = new TmuxRuntime({
    socketName: options.tmuxSocket ?? socketNameFor(stateDir),
    tmuxPath: options.tmuxPath ?? 'tmux',
    env: hostEnvironment(env),
    size: options.paneSize ?? DEFAULT_PANE_SIZE,
    clock,
    logger,
    readScreen: options.readScreen ?? readScreen,
  });
  const disagreements = new DisagreementLog(join(stateDir, 'disagreements'), clock, logger);
  const claude = new ClaudeLocator(options.claudeCommand ?? ['claude'], env, logger);

  const receiveHook = async (request: HookRequest): Promise<HookAnswer> => {
    const session = findSession(sessions, request.sessionId);
    if (session === null || session.hasEnded) return { status: 404, body: null };
    if (!isSameSecret(request.secret, session.record.hookSecret))
      return { status: 403, body: null };
    const call = toHookCall(request.event, request.body);
    const decision = await session.onHook(call, request.signal);
    return { status: 200, body: decision === null ? {} : decisionBody(decision) };
  };

  async function ownHookAddress(): Promise<string> {
    const kept = store.getKey(HOOK_PORT_KEY, clock.now())?.value;
    const listener = await listenForHooks(typeof kept === 'number' ? kept : 0, receiveHook).catch(
      () => listenForHooks(0, receiveHook),
    );
    listeners.push(listener);
    const { port } = listener;
    store.setKey({ key: HOOK_PORT_KEY, value: port, at: clock.now(), expiresAt: null });
    return listener.baseUrl;
  }

  /** Sessions that were started under another address go on calling that one. */
  async function listenWhereSessionsCall(current: string): Promise<void> {
    const ports = new Set(liveRows(store).map((row) => recordFromRow(row).hookPort));
    ports.delete(Number(new URL(current).port));
    for (const { port } of listeners) ports.delete(port);
    for (const port of ports) {
      if (port === null) continue;
      await listenForHooks(port, receiveHook).then(
        (listener) => listeners.push(listener),
        () =>
          logger.warn(
            { port },
            'the port that running sessions call is taken; their hooks are not heard',
          ),
      );
    }
  }

  const hookBaseUrl = options.hookBaseUrl ?? (await ownHookAddress());
  const prices = priceLookup(options.prices);
  const usageMeter = new UsageMeter();
  const endedSubagents = new EndedSubagents();
  const templates = new Templates(store, clock);
  const memory = new Memory(store, clock);
  const gates = new Gates({ store, clock, newId: () => newId('gat'), inheritedEnvironment: env });
  const worktrees = new Worktrees({
    store,
    events,
    clock,
    logger,
    git: createGit(env),
    stateDir,
    onRemoved: (id, worktree) => {
      sessions.worktreeLeft(id, worktree);
      pipelines.worktreeRemoved(id);
    },
  });
  const pipelines = new Pipelines({
    store,
    storeHealth,
    events,
    clock,
    logger,
    gates,
    worktrees,
    sessions: pipelineSessions(() => sessions, store),
  });
  worktrees.keepWhile((id) => pipelines.needsWorktree(id));
  const sessions = new Sessions({
    templates,
    memory,
    gates,
    insight: new Insight({ store, events, clock, prices }),
    worktrees,
    store,
    storeHealth,
    events,
    clock,
    logger,
    registry,
    disagreements,
    prices,
    usageMeter,
    stallThresholdMs: options.stallThresholdMs ?? DEFAULT_STALL_THRESHOLD_MS,
    runtime,
    claude,
    stateDir,
    inheritedEnvironment: env,
    hookBaseUrl,
  });
  await listenWhereSessionsCall(hookBaseUrl);
  if (liveRows(store).length > 0 || (await runtime.isHostThere())) {
    await sessions.recover().catch((error: unknown) => {
      logger.error({ error: String(error) }, 'running sessions could not be taken over');
    });
    // Those that the store did not know call where it could not know of either.
    await listenWhereSessionsCall(hookBaseUrl);
  }

  const retention = new Retention({
    store,
    events,
    clock,
    logger,
    limits: retentionLimits(options.retention),
    listFolders: () => listSessionDirs(stateDir),
    removeFolder: (id) => removeSessionDir(stateDir, id),
    prunePipelines: (endedBefore, limit) => pipelines.prune(endedBefore, limit),
  });
  retention.sweep();
  // Starting a session takes a while, and nobody waits for these.
  void sessions.finishPivots();
  webhooks.start();
  // In this order: what a session that never came to be left is in the way of the one that is started in its place.
  void worktrees
    .sweep()
    .catch((error: unknown) => {
      logger.warn({ error: String(error) }, 'worktrees of ended sessions were not looked through');
    })
    .then(() => pipelines.takeUp());

  async function close({ killSessions = false } = {}): Promise<void> {
    if (killSessions) {
      const killed = await Promise.allSettled(sessions.live().map((session) => session.kill()));
      for (const result of killed) {
        if (result.status === 'rejected')
          logger.error({ error: String(result.reason) }, 'not killed');
      }
      await runtime.endHost();
    } else if (sessions.live().length === 0) {
      await runtime.endEmptyHost().catch(() => undefined);
    }
    const swept = retention.stop();
    worktrees.close();
    await pipelines.close();
    await gates.close();
    await sessions.close();
    await swept;
    await webhooks.close();
    storeHealth.close();
    events.close();
    registry.close();
    await Promise.all(listeners.map((listener) => listener.close()));
    await runtime.close();
    await disagreements.close();
    store.close();
    lock.release();
  }

  return {
    sessions,
    stateDir,
    events: (query) => events.subscribe(query),
    onEvent: (listener) => events.onEvent(listener),
    eventsStart: (after) => events.start(after),
    webhooks,
    memory,
    templates,
    pipelines,
    swarm: (query = {}) => readSwarm(query, { sessions, ended: endedSubagents, env }),
    keys: store,
    receiveHook,
    disagreements: () => disagreements.read(),
    health: () => readHealth({ store, storeHealth, runtime, claude }),
    vitals: () => readVitals({ store, storeHealth }),
    onUsage: (listener) => usageMeter.onGrowth(listener),
    close,
  };
}

function findSession(sessions: Sessions, id: string) {
  try {
    return sessions.find(id);
  } catch {
    return null;
  }
}
