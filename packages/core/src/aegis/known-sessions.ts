import {
  AegisError,
  toTimestamp,
  type ListSessionsQuery,
  type SessionList,
  type Worktree,
} from '@aegis/protocol';
import { StoreError, type SessionFilter, type SessionRow } from '@aegis/store';
import type { SessionRuntime } from '../ports/runtime.ts';
import { locateTranscript } from '../session/locate-transcript.ts';
import { ManagedSession } from '../session/managed-session.ts';
import type { SessionDependencies, StallDependencies } from '../session/session-dependencies.ts';
import { recordFromRow, rowFromRecord, type SessionRecord } from '../session/session-record.ts';
import { toSession } from '../session/session-view.ts';
import { newId } from './ids.ts';
import type { PreparedLaunch } from './launch-session.ts';
import { allRows, liveRows, recoverSessions } from './recover-sessions.ts';

export type KnownSessionsDependencies = Omit<SessionDependencies, 'newId' | 'locateTranscript'> &
  StallDependencies;

/** Every session of one state directory: the ones that are watched, and what is stored of the others. */
export class KnownSessions {
  readonly #dependencies: KnownSessionsDependencies;
  readonly #watched = new Map<string, ManagedSession>();
  /** Stored as running, and with nobody to watch them: what hooks say may still set their timers. */
  readonly #unwatched = new Map<string, ManagedSession>();

  constructor(dependencies: KnownSessionsDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws AegisError `session_not_found` */
  find(id: string): ManagedSession {
    const session = this.lookUp(id);
    if (session !== null) return session;
    throw new AegisError(
      'session_not_found',
      `There is no session "${id.slice(0, 80)}". List them with GET /v1/sessions (\`aegis ls\`).`,
      { details: { id: id.slice(0, 80) } },
    );
  }

  /** The session, where there is one. */
  lookUp(id: string): ManagedSession | null {
    const known = this.#watched.get(id) ?? this.#unwatched.get(id);
    if (known) return known;
    const row = this.#dependencies.store.getSession(id);
    return row === null ? null : this.#stored(recordFromRow(row));
  }

  /** Newest first. @throws AegisError `invalid_request` for a cursor that is none */
  list({ limit = 100, ...filter }: ListSessionsQuery = {}): SessionList {
    // Only what was asked for: an absent filter and an undefined one are not the same to the store.
    const present = Object.fromEntries(
      Object.entries(filter).filter(([, value]) => value !== undefined),
    ) as SessionFilter;
    const { sessions, nextCursor } = this.#page({ ...present, limit });
    return { sessions: sessions.map((row) => toSession(this.#recordOf(row))), nextCursor };
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

  /** Each session as it stands, oldest first: those that have not ended, or all. */
  records({ ended }: { ended: boolean }): SessionRecord[] {
    const { store } = this.#dependencies;
    const rows = ended ? allRows(store) : liveRows(store);
    return rows.map((row) => this.#recordOf(row)).reverse();
  }

  #recordOf(row: SessionRow): SessionRecord {
    return this.#watched.get(row.id)?.record ?? recordFromRow(row);
  }

  /** The session, where this process watches it. */
  watched(id: string): ManagedSession | null {
    return this.#watched.get(id) ?? null;
  }

  /** Those that this process watches, some of which may have ended just now. */
  allWatched(): Iterable<ManagedSession> {
    return this.#watched.values();
  }

  /** Those that run. */
  live(): ManagedSession[] {
    return [...this.#watched.values()].filter((session) => !session.hasEnded);
  }

  /**
   * Store a session with its first prompt, tell of it, and watch it from now on.
   * @param alongside stores more in the same go
   */
  insert(
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
    return this.#watch(session);
  }

  /** Take over every session of ours that runs in tmux and is not watched yet. */
  async recover(where: { runtime: SessionRuntime; stateDir: string }): Promise<ManagedSession[]> {
    const { store, clock, logger } = this.#dependencies;
    const adopted = await recoverSessions({
      ...{ ...where, store, clock },
      manage: (record) => this.#watch(this.#newSession(record)),
      isManaged: (id) => this.#watched.has(id),
      onProblem: (sessionId, error) => {
        logger.error({ sessionId, error: String(error) }, 'a session could not be taken over');
      },
    });
    if (adopted.length > 0) logger.info({ sessions: adopted.length }, 'sessions taken over');
    return adopted;
  }

  /** A session that has ended has its worktree no more. */
  worktreeLeft(id: string, worktree: Worktree): void {
    const patch = { worktree: null, formerWorktree: worktree };
    const known = this.#watched.get(id) ?? this.#unwatched.get(id);
    if (known) {
      known.state.commit(patch);
      return;
    }
    const { store, clock } = this.#dependencies;
    const row = store.getSession(id);
    if (row === null) return;
    const { data } = rowFromRecord({ ...recordFromRow(row), ...patch }, clock.now());
    store.updateSession(id, { data });
  }

  /** Stop watching; the sessions go on. */
  async close(): Promise<void> {
    const sessions = [...this.#watched.values(), ...this.#unwatched.values()];
    this.#watched.clear();
    this.#unwatched.clear();
    await Promise.all(sessions.map((session) => session.release()));
  }

  #watch(session: ManagedSession): ManagedSession {
    const { id } = session;
    // What it was told was stored, and is in the record of the one that takes its place.
    void this.#unwatched.get(id)?.release();
    this.#unwatched.delete(id);
    this.#watched.set(id, session);
    const forget = this.#dependencies.events.onEvent((event) => {
      if (event.sessionId !== id || event.type !== 'session-exited') return;
      forget();
      // From here on the store knows all that is to be known of it.
      void session.release().then(() => this.#watched.delete(id));
    });
    return session;
  }

  #stored(record: SessionRecord): ManagedSession {
    const session = this.#newSession(record);
    if (record.exit === null) this.#unwatched.set(record.id, session);
    return session;
  }

  #newSession(record: SessionRecord): ManagedSession {
    return new ManagedSession(record, { ...this.#dependencies, newId, locateTranscript });
  }
}
