import {
  AegisError,
  toTimestamp,
  type Evidence,
  type LastTurn,
  type NewEvent,
  type Pending,
} from '@aegis/protocol';
import {
  createStatusState,
  nextDeadline,
  observe,
  sourceWords,
  viewOf,
  type Observation,
  type ScreenReading,
  type SourceWord,
  type StatusState,
  type StatusView,
} from '@aegis/status';
import { HeldRequests, type HeldRequest } from '../hooks/held-requests.ts';
import { WallTimes } from '../time/wall-times.ts';
import type { SessionDependencies } from './session-dependencies.ts';
import { pendingEvents, type Closing } from './pending-events.ts';
import { restoreTracked, trackPending, type TrackedPending } from './pending-tracker.ts';
import type { SessionEvent } from './session-event.ts';
import { SessionLedger, type LedgerEntry } from './session-ledger.ts';
import { rowFromRecord, type SessionRecord } from './session-record.ts';
import { Waiters } from './waiters.ts';

/**
 * A session's record and its status machine. Every observation goes in here; what changed is stored, then told, then
 * those that wait are woken.
 */
export class SessionState {
  readonly record: SessionRecord;
  readonly held = new HeldRequests();
  readonly waiters: Waiters;
  /** Between the wall clock, which Claude Code writes and we tell, and the moments of the status machine. */
  readonly times: WallTimes;
  readonly #dependencies: SessionDependencies;
  readonly #ledger: SessionLedger;
  #machine: StatusState;
  #tracked: TrackedPending | null = null;
  #closing: Closing | null = null;
  #lastTurnEnd: StatusView['turnEnd'] = null;
  /** The moment of the evidence, and the time that was told of it: a clock that is set later does not change that. */
  #evidenceAt = { moment: -Infinity, time: 0 };
  #lastActiveAt: number;
  #cancelDeadline: (() => void) | null = null;
  /** What is known from before the restart stands until the screen has been read. */
  #isRecovering = false;
  /** Let go of: what comes now is for whoever watches next. */
  #isReleased = false;

  constructor(record: SessionRecord, dependencies: SessionDependencies) {
    this.record = record;
    this.#dependencies = dependencies;
    this.waiters = new Waiters(dependencies.clock);
    this.times = new WallTimes(dependencies.clock);
    const since = turnSince(record);
    this.#machine = createStatusState(
      dependencies.clock.monotonic(),
      since === null ? null : this.times.momentOf(since),
    );
    this.#lastActiveAt = this.times.momentOf(record.lastActivityAt);
    this.#ledger = new SessionLedger({
      events: dependencies.events,
      health: dependencies.storeHealth,
      logger: dependencies.logger,
      sessionId: record.id,
      writeRow: () => this.#writeRow(),
      onSaved: () => this.waiters.check(),
    });
  }

  /**
   * Take over a session that runs already. Resolves once its screen has been read, or after `timeoutMs`: until then its
   * status and what it waits on are as they were stored.
   */
  async recover(timeoutMs: number): Promise<void> {
    const { pending, pendingKey } = this.record;
    this.#isRecovering = true;
    this.#tracked = restoreTracked(pending, pendingKey);
    const isRead = await this.waiters.until(() => (this.#isRecovering ? null : true), {
      timeoutMs,
    });
    if (isRead === null) this.#finishRecovery();
  }

  get view(): StatusView {
    return viewOf(this.#machine);
  }

  /** What the screen showed when it last stood still. */
  get settledReading(): ScreenReading | null {
    return this.#machine.settled?.value ?? null;
  }

  /** What each source says by itself. */
  get words(): readonly SourceWord[] {
    return sourceWords(this.#machine);
  }

  get tracked(): TrackedPending | null {
    return this.#tracked;
  }

  /** How the last turn ended is known. */
  get isTurnOver(): boolean {
    return this.view.turn === 'none';
  }

  /** No prompt waits, and how the last turn ended is known. */
  get isAtRest(): boolean {
    return this.record.detail.queued === 0 && this.view.turn !== 'ending';
  }

  observe(observation: Observation): void {
    this.observeAll([observation]);
  }

  /** What came at once: nothing is told of what stands between. */
  observeAll(observations: readonly Observation[]): void {
    if (this.record.exit !== null || this.#isReleased) return;
    for (const observation of observations) this.#machine = observe(this.#machine, observation);
    if (!this.#isRecovering) this.#publish();
    else if (this.#machine.settled !== null) this.#finishRecovery();
    else this.#scheduleDeadline();
  }

  #finishRecovery(): void {
    this.#isRecovering = false;
    this.#publish();
  }

  /** Hold a permission request: it is pending from now on. */
  hold(request: HeldRequest, signal: AbortSignal) {
    const decision = this.held.hold(request, signal);
    signal.addEventListener('abort', () => this.withdrawn(request.id), { once: true });
    return decision;
  }

  /** A held request has been answered by us; `stops`: with a rejection that stops the turn. */
  answered(requestId: string, stops: boolean): void {
    if (this.#tracked?.requestId === requestId)
      this.#tracked = { ...this.#tracked, answered: true };
    this.#observeRequest(stops ? 'Stopped' : 'Answered', requestId);
  }

  /** Claude Code hung up on a held request: somebody answered in the terminal, or it ends, or it has waited too long. */
  withdrawn(requestId: string): void {
    this.#observeRequest('Withdrawn', requestId);
  }

  #observeRequest(name: 'Answered' | 'Stopped' | 'Withdrawn', requestId: string): void {
    this.observe({
      source: 'hook',
      at: this.#dependencies.clock.monotonic(),
      event: {
        name,
        agentId: null,
        toolName: null,
        subject: null,
        requestId,
        word: null,
        message: null,
      },
    });
  }

  /** The pending that closes next is being answered by us; null: it was not. */
  closing(closing: Closing | null): void {
    this.#closing = closing;
  }

  /**
   * Change the record and tell these events, all or nothing: stored when it returns, or, while nothing can be stored, as soon
   * as it can be. `alongside` is stored with it.
   */
  commit(
    patch: Partial<SessionRecord>,
    events: readonly SessionEvent[] = [],
    alongside: Pick<LedgerEntry, 'write' | 'stored'> = {},
  ): void {
    const at = toTimestamp(this.#dependencies.clock.now());
    Object.assign(this.record, patch);
    this.#ledger.enter({
      ...alongside,
      // `type` and `data` come as a pair out of one member of the union.
      events: events.map((event): NewEvent => ({ ...event, sessionId: this.record.id, at })),
    });
    this.waiters.check();
  }

  /** Tell these events, stored when it returns true; false: they cannot be, and are not told at all. */
  commitNow(events: readonly SessionEvent[]): boolean {
    const at = toTimestamp(this.#dependencies.clock.now());
    const isStored = this.#ledger.enterNow({
      events: events.map((event): NewEvent => ({ ...event, sessionId: this.record.id, at })),
    });
    if (isStored) this.waiters.check();
    return isStored;
  }

  /** Whether all that is known is on the disk. */
  get isSaved(): boolean {
    return this.#ledger.isSaved;
  }

  /** Resolves once it is, or nobody is going to store it any more. */
  saved(): Promise<void> {
    return this.#ledger.saved();
  }

  /** Stop timers, let go of held requests and of who waits; nothing is told. */
  dispose(): void {
    this.#isReleased = true;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
    this.held.releaseAll();
    this.#ledger.close();
    this.waiters.close(this.record.exit === null ? shuttingDown(this.record.id) : null);
  }

  #writeRow(): void {
    const { store, clock } = this.#dependencies;
    const { id, createdAt: _createdAt, ...row } = rowFromRecord(this.record, clock.now());
    store.updateSession(id, row);
  }

  #publish(): void {
    const { clock, newId } = this.#dependencies;
    const view = this.view;
    const { shownRequestId } = view;
    const tracked = trackPending(this.#tracked, {
      dialog: view.dialog,
      request: shownRequestId === null ? null : this.held.get(shownRequestId),
      now: clock.now(),
      moment: clock.monotonic(),
      newId: () => newId('pnd'),
    });
    const events = [...this.#pendingEvents(tracked?.pending ?? null), ...this.#statusEvents(view)];
    const turn = this.#endedTurn(view);
    if (turn) events.push({ type: 'turn-ended', data: { turn } });
    this.#tracked = tracked;
    this.record.pendingKey = tracked?.dialogKey ?? null;
    this.#takeOver(view, tracked?.pending ?? null);
    if (events.length > 0) this.commit(turn ? { lastTurn: turn } : {}, events);
    else this.waiters.check();
    this.held.releaseExcept(view.heldRequestIds);
    this.#scheduleDeadline();
  }

  #takeOver(view: StatusView, pending: Pending | null): void {
    const { record } = this;
    // The last turn's outcome must not be taken for this one's.
    if (view.turn === 'open') record.lastTurn = null;
    // Of a status that goes on it stays as it was told.
    if (record.status !== view.status) record.statusSince = this.times.timeOf(view.since);
    record.status = view.status;
    record.statusText = view.statusText;
    record.evidence = this.#evidenceOf(view);
    record.pending = pending;
    if (view.evidence.at > this.#lastActiveAt) {
      this.#lastActiveAt = view.evidence.at;
      record.lastActivityAt = this.#evidenceAt.time;
    }
    record.detail = {
      ...record.detail,
      activity: view.activity,
      modeLine: view.modeLine,
      draft: view.draft,
    };
  }

  #statusEvents(view: StatusView): SessionEvent[] {
    const from = this.record.status;
    if (view.status === from) return [];
    const { status: to, statusText } = view;
    const evidence = this.#evidenceOf(view);
    return [{ type: 'status-changed', data: { from, to, statusText, evidence } }];
  }

  #evidenceOf({ evidence }: StatusView): Evidence {
    const { at: moment } = evidence;
    if (moment !== this.#evidenceAt.moment) {
      this.#evidenceAt = { moment, time: this.times.timeOf(moment) };
    }
    return { ...evidence, at: toTimestamp(this.#evidenceAt.time) };
  }

  #pendingEvents(after: Pending | null): SessionEvent[] {
    const before = this.#tracked?.pending ?? null;
    const events = pendingEvents(before, after, this.#closing);
    if (before !== null && before.id !== after?.id) this.#closing = null;
    return events;
  }

  #endedTurn(view: StatusView): LastTurn | null {
    const { turnEnd } = view;
    if (turnEnd === null || turnEnd.at === this.#lastTurnEnd?.at) return null;
    this.#lastTurnEnd = turnEnd;
    const { outcome, error, text, at } = turnEnd;
    return { outcome, error, text, endedAt: toTimestamp(this.times.timeOf(at)) };
  }

  /** A watchdog alone: it lets the machine settle a frame that nothing followed. */
  #scheduleDeadline(): void {
    const { clock } = this.#dependencies;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
    const deadline = nextDeadline(this.#machine);
    if (deadline === null || this.record.exit !== null) return;
    this.#cancelDeadline = clock.after(Math.max(0, deadline - clock.monotonic()), () => {
      this.observe({ source: 'clock', at: clock.monotonic() });
    });
  }
}

function shuttingDown(sessionId: string): AegisError {
  return new AegisError(
    'shutting_down',
    `Aegis is shutting down. Session ${sessionId} goes on in its terminal; ask again once Aegis is back.`,
    { details: { sessionId } },
  );
}

/** Since when a turn is known to run that was not seen to begin: it began before a restart. Null: none is. */
function turnSince({ status, lastTurn, pending, statusSince }: SessionRecord): number | null {
  const runs = status === 'working' || pending?.kind === 'permission' || pending?.kind === 'bash';
  const asks = pending?.kind === 'question' || pending?.kind === 'plan';
  return lastTurn === null && (runs || asks) ? statusSince : null;
}
