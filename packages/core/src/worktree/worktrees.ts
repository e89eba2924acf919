import { mkdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AegisError, type Worktree, type WorktreeRequest } from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { KeyLock } from '../session/key-lock.ts';
import { defaultBranch } from './branch-name.ts';
import type { Git } from './git.ts';
import {
  checkBranch,
  directoryIn,
  findCommit,
  findRepository,
  makeWorktree,
} from './make-worktree.ts';
import { removeWorktree, type Removal } from './remove-worktree.ts';
import { WorktreeRows, type WorktreeRow } from './worktree-rows.ts';

export interface WorktreesDependencies {
  store: SessionStore;
  events: Pick<EventLog, 'onEvent'>;
  clock: Clock;
  logger: Logger;
  git: Git;
  stateDir: string;
  /** The worktree of a session that has ended is gone. */
  onRemoved: (sessionId: string, worktree: Worktree) => void;
}

/** Where a session works, in a worktree of its own. */
export interface WorktreePlace {
  workDir: string;
  worktree: Worktree;
}

/**
 * The git worktrees of sessions. Each is known in the store before it is made and until its session has ended and it was
 * decided whether it stays, so that a crash leaves none that nobody looks after. One that stays is the user's from then on.
 */
export class Worktrees {
  readonly #dependencies: WorktreesDependencies;
  readonly #rows: WorktreeRows;
  /** One change of a repository at a time. */
  readonly #locks = new Map<string, KeyLock>();
  readonly #ending = new Map<string, Promise<void>>();
  readonly #stopListening: () => void;
  #isNeeded: (sessionId: string) => boolean = () => false;
  #isClosed = false;

  constructor(dependencies: WorktreesDependencies) {
    this.#dependencies = dependencies;
    this.#rows = new WorktreeRows(dependencies.store);
    this.#stopListening = dependencies.events.onEvent(({ type, sessionId }) => {
      if (type === 'session-exited') void this.settle(sessionId);
    });
  }

  /** Whose worktree others still work from: it stays until {@link settle} is called for it. */
  keepWhile(isNeeded: (sessionId: string) => boolean): void {
    this.#isNeeded = isNeeded;
  }

  /** @throws AegisError `not_a_repository`, `worktree_failed` for a directory that can have no worktree */
  async check(workDir: string): Promise<void> {
    await findRepository(this.#dependencies.git, workDir);
  }

  /** @throws AegisError `not_a_repository`, `worktree_failed`; StoreError */
  async make(
    request: Exclude<WorktreeRequest, boolean>,
    session: { id: string; name: string; workDir: string },
  ): Promise<WorktreePlace> {
    const { git } = this.#dependencies;
    const { repository, prefix } = await findRepository(git, session.workDir);
    const { branch = defaultBranch(session.name, session.id), base = 'HEAD', keep } = request;
    const path = join(await this.#root(), session.id);
    const commit = await findCommit(git, session.workDir, base);
    const worktree = { repository, path, branch, base: commit };
    await this.#make(session.id, { ...worktree, keep: keep === 'always' });
    try {
      return { worktree, workDir: await directoryIn(worktree, prefix) };
    } catch (error) {
      await this.settle(session.id);
      throw error;
    }
  }

  /**
   * The worktree of a session that has ended, for one that goes on with its conversation: as it is, or where it began.
   * @throws AegisError `worktree_failed`; StoreError
   */
  async makeAgain(former: Worktree, session: { id: string; keep: boolean }): Promise<Worktree> {
    const isThere = await realpath(former.path).then(
      () => true,
      () => false,
    );
    const row = { ...former, keep: session.keep };
    if (isThere) this.#rows.set(session.id, row, this.#dependencies.clock.now());
    else await this.#make(session.id, row);
    return former;
  }

  /** A session has ended: its worktree goes, if nothing would be lost. Resolves once that is decided; never rejects. */
  settle(sessionId: string): Promise<void> {
    const going = this.#ending.get(sessionId);
    if (going !== undefined) return going;
    const ending = this.#settle(sessionId)
      .catch((error: unknown) => {
        const fields = { sessionId, error: String(error) };
        this.#dependencies.logger.warn(fields, 'a worktree could not be looked after');
      })
      .finally(() => this.#ending.delete(sessionId));
    this.#ending.set(sessionId, ending);
    return ending;
  }

  /** Resolves once nothing is being decided about the session's worktree. */
  async settled(sessionId: string): Promise<void> {
    await this.#ending.get(sessionId);
  }

  /** What sessions left that ended while nobody looked, or that never came to be. */
  async sweep(): Promise<void> {
    for (const sessionId of this.#rows.list(this.#dependencies.clock.now())) {
      await this.settle(sessionId);
      if (this.#isClosed) return;
    }
  }

  /** What is being decided goes on by itself for as long as the process does; the next start sees to the rest. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
  }

  async #settle(sessionId: string): Promise<void> {
    const { store, clock, git, logger, onRemoved } = this.#dependencies;
    const row = this.#rows.get(sessionId, clock.now());
    const runs = store.getSession(sessionId)?.endedAt === null;
    if (row === null || runs || this.#isNeeded(sessionId)) return;
    const { keep, ...worktree } = row;
    const removal: Removal = keep
      ? { kind: 'kept', why: 'it was to be kept' }
      : await this.#lock(worktree.repository).run(() => removeWorktree(git, worktree));
    // Closed meanwhile: the next start finds it as it is now.
    if (this.#isClosed) return;
    this.#rows.delete(sessionId);
    if (removal.kind === 'removed') onRemoved(sessionId, worktree);
    else logger.info({ sessionId, path: worktree.path, why: removal.why }, 'a worktree stays');
  }

  async #make(sessionId: string, worktree: WorktreeRow): Promise<void> {
    const { git, clock } = this.#dependencies;
    await this.#lock(worktree.repository).run(async () => {
      await checkBranch(git, worktree.repository, worktree.branch);
      // Known before it is there: whatever happens from here on, somebody looks after it.
      this.#rows.set(sessionId, worktree, clock.now());
      try {
        await makeWorktree(git, worktree);
      } catch (error) {
        this.#rows.delete(sessionId);
        throw error;
      }
    });
  }

  /** The real path, as Claude Code sees it. */
  async #root(): Promise<string> {
    const root = join(this.#dependencies.stateDir, 'worktrees');
    try {
      await mkdir(root, { recursive: true, mode: 0o700 });
      return await realpath(root);
    } catch (error) {
      throw new AegisError(
        'store_failed',
        `The folder "${basename(root)}" could not be made in the state directory, so nothing was started. Free some space, or check its owner and mode.`,
        { details: { root }, cause: error },
      );
    }
  }

  #lock(repository: string): KeyLock {
    const lock = this.#locks.get(repository) ?? new KeyLock();
    this.#locks.set(repository, lock);
    return lock;
  }
}
