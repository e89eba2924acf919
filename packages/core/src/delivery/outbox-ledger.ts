import {
  toTimestamp,
  type DeliveryVerdict,
  type Evidence,
  type PromptDelivery,
} from '@aegis/protocol';
import type { OutboxRow, OutboxState, SessionStore } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { SessionRecord } from '../session/session-record.ts';
import type { SessionState } from '../session/session-state.ts';
import { OutboxRows } from './outbox-rows.ts';
import { rowPrefix, type RowKind, type RowPrefix } from './row-kind.ts';

/** States of a row that something is still to happen to. */
export const OPEN: readonly OutboxState[] = ['queued', 'typing', 'submitted'];
/** States of a row that still waits for proof: late proof counts. */
const IN_DOUBT: readonly OutboxState[] = ['typing', 'submitted', 'unconfirmed'];

const VERDICTS: Readonly<Record<OutboxState, DeliveryVerdict>> = {
  queued: 'queued',
  typing: 'queued',
  submitted: 'queued',
  delivered: 'delivered',
  unconfirmed: 'unconfirmed',
  failed: 'failed',
  cancelled: 'failed',
};

export interface OutboxLedgerDependencies {
  state: SessionState;
  store: SessionStore;
  clock: Clock;
  newId: (prefix: RowPrefix) => string;
}

/** What is known of each prompt and command of a session; every change of it is stored, told and counted here. */
export class OutboxLedger {
  readonly #dependencies: OutboxLedgerDependencies;
  readonly #rows: OutboxRows;
  /** When Enter was pressed for the rows of this process, as moments of the monotonic clock. */
  readonly #submittedAt = new Map<string, number>();
  /** When the rows of this process came, as moments of the monotonic clock, until their delivery is known. */
  readonly #addedAt = new Map<string, number>();

  constructor(dependencies: OutboxLedgerDependencies) {
    this.#dependencies = dependencies;
    this.#rows = new OutboxRows(dependencies.store, dependencies.state, dependencies.clock);
  }

  get firstPromptId(): string | null {
    return this.#dependencies.state.record.firstPromptId;
  }

  get(id: string): OutboxRow | null {
    return this.#rows.get(id);
  }

  /** In their order. */
  list(states?: readonly OutboxState[]): OutboxRow[] {
    return this.#rows.list(states);
  }

  /** Rows in doubt, oldest first. */
  inDoubt(): OutboxRow[] {
    return this.#rows.list(IN_DOUBT);
  }

  /** With a known `idempotencyKey`, the row that has it. */
  add(
    text: string,
    idempotencyKey: string | null,
    begin: 'queued' | 'submitted',
    kind: RowKind = 'prompt',
  ): OutboxRow {
    const { state, store, clock, newId } = this.#dependencies;
    const { row, created } = store.enqueue({
      id: newId(rowPrefix(kind)),
      sessionId: state.record.id,
      text,
      idempotencyKey,
      state: begin,
      attempts: begin === 'submitted' ? 1 : 0,
      evidence: null,
      createdAt: clock.now(),
    });
    if (created) this.#addedAt.set(row.id, clock.monotonic());
    this.count();
    return row;
  }

  delivery(id: string): PromptDelivery {
    const row = this.#rows.get(id);
    if (row === null) return { delivered: false, attempts: 0, verdict: 'failed', evidence: null };
    return {
      delivered: row.state === 'delivered',
      attempts: row.attempts,
      verdict: VERDICTS[row.state],
      // Written by `settle` alone.
      evidence: row.evidence as Evidence | null,
    };
  }

  /** Whether a row was there at a moment of the monotonic clock; one of before a restart was. */
  isFromBefore({ id }: OutboxRow, moment: number): boolean {
    return (this.#addedAt.get(id) ?? -Infinity) <= moment;
  }

  /** Whether Enter was pressed for it, in this process, before a moment of the monotonic clock. */
  isSubmittedBy({ id }: OutboxRow, moment: number): boolean {
    return (this.#submittedAt.get(id) ?? Infinity) <= moment;
  }

  /** Before something is done: on the disk when it returns. @throws StoreError */
  write(row: OutboxRow, state: OutboxState): void {
    this.#rows.write(row.id, { state, attempts: row.attempts + 1 });
    this.count();
    if (state === 'submitted') this.#submittedAt.set(row.id, this.#dependencies.clock.monotonic());
  }

  /** After something has happened. */
  note(row: OutboxRow, state: OutboxState, attempts: number): void {
    this.#rows.note(row, { state, attempts }, () => ({ record: this.#counted(), events: [] }));
  }

  /** Its end, or as good as that: told with what proves it. */
  settle(
    row: OutboxRow,
    state: OutboxState,
    proof: Pick<Evidence, 'source' | 'rule'> | null,
  ): void {
    const now = this.#dependencies.clock.now();
    const evidence: Evidence | null = proof === null ? null : { ...proof, at: toTimestamp(now) };
    const { attempts } = this.#rows.get(row.id) ?? row;
    const verdict = VERDICTS[state];
    const delivered = state === 'delivered';
    const tookMs = this.#waitedMs(row);
    const promptDelivery = { delivered, attempts, verdict, evidence };
    // Late proof may come of one that was given up on.
    if (state !== 'unconfirmed') {
      this.#addedAt.delete(row.id);
      this.#submittedAt.delete(row.id);
    }
    this.#rows.note(row, { state, evidence }, () => ({
      record: { ...this.#counted(), ...(this.firstPromptId === row.id ? { promptDelivery } : {}) },
      events: [
        {
          type: 'delivery-changed',
          data: { messageId: row.id, verdict, attempts, evidence, tookMs },
        },
      ],
    }));
  }

  /** Since it was accepted; of one that came before a restart only the wall clock knows. */
  #waitedMs({ id, createdAt }: OutboxRow): number {
    const { clock } = this.#dependencies;
    const addedAt = this.#addedAt.get(id);
    return addedAt === undefined
      ? Math.max(0, clock.now() - createdAt)
      : Math.round(clock.monotonic() - addedAt);
  }

  /** Count again what waits. */
  count(): void {
    const { state } = this.#dependencies;
    Object.assign(state.record, this.#counted());
    state.waiters.check();
  }

  #counted(): Pick<SessionRecord, 'detail'> {
    const { detail } = this.#dependencies.state.record;
    return { detail: { ...detail, queued: this.#rows.list(OPEN).length } };
  }
}
