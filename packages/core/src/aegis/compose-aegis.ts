import { join } from 'node:path';
import { DEFAULT_STALL_THRESHOLD_MS } from '@aegis/protocol';
import { readScreen } from '@aegis/status';
import type { SessionStore } from '@aegis/store';
import { priceLookup } from '@aegis/transcript';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { Gates } from '../gate/gates.ts';
import { HookDoor } from '../hooks/hook-door.ts';
import { Insight } from '../insight/insight.ts';
import { ClaudeLocator } from '../launch/claude-command.ts';
import { hostEnvironment } from '../launch/environment.ts';
import { resolveWorkDir } from '../launch/work-dir.ts';
import { Memory } from '../memory/memory.ts';
import { pipelineSessions } from '../pipelines/pipeline-sessions.ts';
import { Pipelines } from '../pipelines/pipelines.ts';
import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { makeStep } from '../recovery/make-step.ts';
import { Pivots } from '../recovery/pivots.ts';
import { RegistryWatcher } from '../registry/registry-watcher.ts';
import { retentionLimits } from '../retention/limits.ts';
import { Retention } from '../retention/retention.ts';
import { TmuxRuntime } from '../runtime/tmux-runtime.ts';
import { killSession } from '../session/kill-session.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { watchStore } from '../storage/watched-store.ts';
import { Templates } from '../templates/templates.ts';
import { UsageMeter } from '../usage/usage-meter.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import { createGit } from '../worktree/git.ts';
import { Worktrees } from '../worktree/worktrees.ts';
import { newId } from './ids.ts';
import { KnownSessions } from './known-sessions.ts';
import { DEFAULT_PANE_SIZE, socketNameFor, type AegisOptions } from './options.ts';
import { SessionStarter } from './session-starter.ts';
import { Sessions } from './sessions.ts';
import { listSessionDirs, removeSessionDir } from './state-dir.ts';
import type { StateDirLock } from './state-dir-lock.ts';

/** Written to see whether anything can be. */
const PROBE_KEY = 'core.probe';

/** What an Aegis has opened for itself, and closes last. */
export interface Opened {
  stateDir: string;
  store: SessionStore;
  lock: StateDirLock;
}

/** What an Aegis is made of. */
export type Parts = Awaited<ReturnType<typeof composeAegis>>;

/** Every part, put together; of these only the door for hooks is open already. */
export async function composeAegis(options: AegisOptions, opened: Opened) {
  const { clock = systemClock, logger = silentLogger, env = process.env } = options;
  const { stateDir, lock } = opened;
  const storeHealth = new StoreHealth({
    ...{ clock, logger },
    probe: () => {
      store.setKey({ key: PROBE_KEY, value: null, at: clock.now(), expiresAt: null });
    },
  });
  const store = watchStore(opened.store, {
    wrote: () => storeHealth.wrote(),
    failed: (error) => storeHealth.failed(error),
  });
  const events = new EventLog(store);
  const hookDoor = new HookDoor({
    ...{ store, clock, logger },
    lookUp: (id) => known.lookUp(id),
    calledPorts: () => known.records({ ended: false }).map(({ hookPort }) => hookPort),
  });
  const { ownPort } = options.webhooks ?? {};
  const webhooks = new Webhooks(options.webhooks ?? {}, {
    ...{ store, events, clock, logger },
    ownPorts: () => [...(ownPort === undefined ? [] : [ownPort]), ...hookDoor.ports],
    assertSession: (id) => void known.find(id),
  });
  const registry = new RegistryWatcher(clock, logger);
  const runtime = new TmuxRuntime({
    socketName: options.tmuxSocket ?? socketNameFor(stateDir),
    tmuxPath: options.tmuxPath ?? 'tmux',
    env: hostEnvironment(env),
    size: options.paneSize ?? DEFAULT_PANE_SIZE,
    ...{ clock, logger },
    readScreen: options.readScreen ?? readScreen,
  });
  const disagreements = new DisagreementLog(join(stateDir, 'disagreements'), clock, logger);
  const claude = new ClaudeLocator(options.claudeCommand ?? ['claude'], env, logger);
  const prices = priceLookup(options.prices);
  const usageMeter = new UsageMeter();
  const templates = new Templates(store, clock);
  const memory = new Memory(store, clock);
  const gates = new Gates({ store, clock, newId: () => newId('gat'), inheritedEnvironment: env });
  const worktrees = new Worktrees({
    ...{ store, events, clock, logger, stateDir },
    git: createGit(env),
    onRemoved: (id, worktree) => {
      known.worktreeLeft(id, worktree);
      pipelines.worktreeRemoved(id);
    },
  });
  const home = env['HOME'];
  const known: KnownSessions = new KnownSessions({
    ...{ store, storeHealth, events, clock, logger, registry, disagreements, prices, usageMeter },
    ...(home === undefined ? {} : { home }),
    stallThresholdMs: options.stallThresholdMs ?? DEFAULT_STALL_THRESHOLD_MS,
    makeStep: (id, step) => makeStep(known.find(id), step, { clock, pivots }),
  });
  const starter = new SessionStarter({
    ...{ known, clock, claude, runtime, worktrees, stateDir },
    inheritedEnvironment: env,
    hookBaseUrl: options.hookBaseUrl ?? (await hookDoor.listen()),
  });
  const pivots = new Pivots({
    ...{ store, clock, logger },
    find: (id) => known.find(id),
    check: async (workDir) => {
      await resolveWorkDir(workDir);
      await claude.resolve();
    },
    kill: (session) => killSession(session, clock),
    start: (request, { replaces, alongside }) =>
      starter.startInPlaceOf(
        replaces,
        () => request,
        ({ pipeline }) => ({ alongside, ...(pipeline !== null && { pipeline }) }),
      ),
  });
  const sessions = new Sessions({
    ...{ known, starter, templates, memory, gates, worktrees, runtime, events, clock, logger },
    stateDir,
    insight: new Insight({ store, events, clock, prices }),
    inheritedEnvironment: env,
  });
  const pipelines = new Pipelines({
    ...{ store, storeHealth, events, clock, logger, gates, worktrees },
    sessions: pipelineSessions({ store, known, starter, pivots, sessions }),
  });
  worktrees.keepWhile((id) => pipelines.needsWorktree(id));
  const retention = new Retention({
    ...{ store, events, clock, logger },
    limits: retentionLimits(options.retention),
    listFolders: () => listSessionDirs(stateDir),
    removeFolder: (id) => removeSessionDir(stateDir, id),
    prunePipelines: (endedBefore, limit) => pipelines.prune(endedBefore, limit),
  });
  return {
    ...{
      stateDir,
      lock,
      store,
      storeHealth,
      events,
      hookDoor,
      webhooks,
      registry,
      runtime,
      claude,
    },
    ...{ disagreements, usageMeter, templates, memory, gates, worktrees, known, starter, pivots },
    ...{ sessions, pipelines, retention, logger, env },
  };
}
