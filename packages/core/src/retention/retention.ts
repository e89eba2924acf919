import { StoreError, type SessionStore } from '@aegis/store';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { gateKey } from '../gate/gate-key.ts';
import type { RetentionLimits } from './limits.ts';

export interface RetentionDependencies {
  store: SessionStore;
  events: EventLog;
  clock: Clock;
  logger: Logger;
  limits: RetentionLimits;
  /** The ids of sessions that have a folder in the state directory. */
  listFolders: () => Promise<readonly string[]>;
  removeFolder: (sessionId: string) => Promise<void>;
  /** Deletes pipelines that ended before this time (epoch ms; null: of any age) or are too many; returns how many. */
  prunePipelines: (endedBefore: number | null, limit: number) => number;
}

/** Milliseconds between two sweeps, and the events after which one comes sooner. */
const EVERY_MS = 60 * 60 * 1_000;
const EVERY_EVENTS = 5_000;
/** Rows of one step: a few milliseconds of the event loop, which has the time between two steps to itself. */
const ROWS = 250;
const PAUSE_MS = 20;
/** Pipelines of one step: each may be large. */
const PIPELINES = 10;
/** Free pages (4 KiB) that stay in the file for what comes next, and how many are given back in one step. */
const SPARE_PAGES = 256;
const PAGES = 64;
/** Milliseconds after a session's end until its settings file goes. */
const FOLDER_GRACE_MS = 60_000;

/** Deletes what is older or more than the limits allow: at the start and now and then, in small steps. */
export class Retention {
  readonly #dependencies: RetentionDependencies;
  readonly #forget: () => void;
  #sweeping: Promise<void> | null = null;
  #newEvents = 0;
  #cancelTimer: (() => void) | null = null;
  #endPause: () => void = () => undefined;
  #isStopped = false;

  constructor(dependencies: RetentionDependencies) {
    this.#dependencies = dependencies;
    this.#forget = dependencies.events.onEvent(() => {
      this.#newEvents += 1;
      if (this.#newEvents >= EVERY_EVENTS) this.sweep();
    });
  }

  /** Begin, unless it is going on. */
  sweep(): void {
    if (this.#sweeping !== null || this.#isStopped) return;
    this.#newEvents = 0;
    this.#cancelTimer?.();
    this.#sweeping = this.#run()
      .catch((error: unknown) => {
        // A store that cannot be written says so itself, and the next sweep is not far.
        const level = StoreError.is(error) ? 'debug' : 'warn';
        this.#dependencies.logger[level]({ error: String(error) }, 'old things were not removed');
      })
      .then(() => {
        this.#sweeping = null;
        if (this.#isStopped) return;
        this.#cancelTimer = this.#dependencies.clock.after(EVERY_MS, () => this.sweep());
      });
  }

  /** Resolves when no step is going on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forget();
    this.#cancelTimer?.();
    this.#endPause();
    await this.#sweeping;
  }

  async #run(): Promise<void> {
    const { store, limits, logger, clock } = this.#dependencies;
    const { eventMaxAgeMs, eventMaxCount, sessionMaxAgeMs } = limits;
    const now = clock.now();
    const age = eventMaxAgeMs === null ? {} : { before: now - eventMaxAgeMs };
    const count = eventMaxCount === null ? {} : { keep: eventMaxCount };
    const removed = { events: 0, prompts: 0, sessions: 0, pipelines: 0, folders: 0 };
    await this.#repeat(() => {
      const deleted = store.pruneEvents({ ...age, ...count, limit: ROWS });
      removed.events += deleted;
      return deleted > 0;
    });
    if (eventMaxAgeMs !== null) {
      await this.#repeat(() => {
        const deleted = store.pruneOutbox({ before: now - eventMaxAgeMs, limit: ROWS });
        removed.prompts += deleted;
        return deleted > 0;
      });
    }
    if (sessionMaxAgeMs !== null) {
      removed.sessions = await this.#removeSessions(now - sessionMaxAgeMs);
    }
    const pipelinesBefore = sessionMaxAgeMs === null ? null : now - sessionMaxAgeMs;
    await this.#repeat(() => {
      const deleted = this.#dependencies.prunePipelines(pipelinesBefore, PIPELINES);
      removed.pipelines += deleted;
      return deleted > 0;
    });
    removed.folders = await this.#removeFolders(now - FOLDER_GRACE_MS);
    await this.#giveBack();
    if (Object.values(removed).some((each) => each > 0)) logger.info(removed, 'old things removed');
  }

  async #removeSessions(endedBefore: number): Promise<number> {
    const { store, removeFolder } = this.#dependencies;
    let removed = 0;
    for (;;) {
      const [row] = store.listSessions({ endedBefore, limit: 1 }).sessions;
      if (row === undefined || this.#isStopped) return removed;
      // First: what has no row is nobody's to remove.
      await removeFolder(row.id);
      store.deleteKey(gateKey(row.id));
      await this.#repeat(() => store.deleteSession(row.id, { limit: ROWS }) === 'more');
      removed += 1;
    }
  }

  /** A session that has ended needs no settings file, and the secret in it is better gone. */
  async #removeFolders(endedBefore: number): Promise<number> {
    const { store, listFolders, removeFolder } = this.#dependencies;
    let removed = 0;
    for (const id of await listFolders()) {
      if (this.#isStopped) return removed;
      const endedAt = store.getSession(id)?.endedAt ?? null;
      if (endedAt === null || endedAt >= endedBefore) continue;
      await removeFolder(id);
      await this.#pause();
      removed += 1;
    }
    return removed;
  }

  async #giveBack(): Promise<void> {
    const { store } = this.#dependencies;
    let free = store.compact({ pages: 0 });
    await this.#repeat(() => {
      if (free <= SPARE_PAGES) return false;
      const left = store.compact({ pages: Math.min(PAGES, free - SPARE_PAGES) });
      // A file of an older version gives nothing back: its free pages are used again.
      const hasShrunk = left < free;
      free = left;
      return hasShrunk;
    });
  }

  async #repeat(step: () => boolean): Promise<void> {
    while (!this.#isStopped && step()) await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#dependencies.clock.after(PAUSE_MS, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
