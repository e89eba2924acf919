import type { PromptDelivery } from '@aegis/protocol';
import { SETTLED_OUTBOX_STATES, type OutboxRow, type OutboxState } from '@aegis/store';
import type { StoreHealth } from '../storage/store-health.ts';
import { CutOffRows } from './cut-off-rows.ts';
import { OPEN, OutboxLedger, type OutboxLedgerDependencies } from './outbox-ledger.ts';
import { OutboxProofs } from './outbox-proofs.ts';
import { OutboxPump, type OutboxPumpDependencies } from './outbox-pump.ts';
import { kindOf, type RowKind } from './row-kind.ts';

/** States of a row that nothing more will happen to by itself. */
const SETTLED: ReadonlySet<OutboxState> = new Set(SETTLED_OUTBOX_STATES);

/** Claude Code does not know the command. */
export const UNKNOWN_COMMAND_RULE = 'transcript.unknown_command';

export interface OutboxDependencies
  extends OutboxLedgerDependencies, Pick<OutboxPumpDependencies, 'host' | 'onError'> {
  health: StoreHealth;
}

/**
 * A session's prompts and commands that are not yet proven delivered. Rows are durable before anything is typed, go in one
 * at a time and in order, and a row that may have been typed is never typed again.
 */
export class Outbox {
  readonly #dependencies: OutboxDependencies;
  readonly #ledger: OutboxLedger;
  readonly #cutOff: CutOffRows;
  readonly #pump: OutboxPump;
  /** What Claude Code says that it got. */
  readonly proofs: OutboxProofs;

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
    this.#ledger = new OutboxLedger(dependencies);
    this.#cutOff = new CutOffRows(dependencies.store);
    this.#pump = new OutboxPump({ ...dependencies, ledger: this.#ledger, cutOff: this.#cutOff });
    this.proofs = new OutboxProofs(this.#ledger, dependencies.health);
  }

  /** With a known `idempotencyKey`, the row that has it. */
  add(
    text: string,
    idempotencyKey: string | null,
    state: 'queued' | 'submitted',
    kind: RowKind = 'prompt',
  ): OutboxRow {
    return this.#ledger.add(text, idempotencyKey, state, kind);
  }

  /** The row that was added with this key, or null. */
  withKey(idempotencyKey: string): OutboxRow | null {
    return this.#ledger.list().find((row) => row.idempotencyKey === idempotencyKey) ?? null;
  }

  /** Texts of the rows whose key begins with this. */
  textsWithKey(prefix: string): string[] {
    return this.#ledger
      .list()
      .filter(({ idempotencyKey }) => idempotencyKey?.startsWith(prefix) === true)
      .map(({ text }) => text);
  }

  /** Null where it is not kept any more. */
  textOf(id: string): string | null {
    return this.#ledger.get(id)?.text ?? null;
  }

  /** Do not send it any more, if nothing of it was typed yet. */
  withdraw(id: string): void {
    const row = this.#ledger.get(id);
    if (row?.state === 'queued') this.#ledger.settle(row, 'cancelled', null);
  }

  /** Waits until the row is settled, at the latest for `timeoutMs`, and says what is known then. */
  async outcome(
    id: string,
    timeoutMs: number,
    stop: () => boolean = () => false,
  ): Promise<PromptDelivery> {
    const { state } = this.#dependencies;
    const settled = () => {
      const row = this.#ledger.get(id);
      return row === null || SETTLED.has(row.state) || stop() ? true : null;
    };
    await state.waiters.until(settled, { timeoutMs });
    return this.delivery(id);
  }

  row(id: string): OutboxRow | null {
    return this.#ledger.get(id);
  }

  isQueued(id: string): boolean {
    return this.#ledger.get(id)?.state === 'queued';
  }

  delivery(id: string): PromptDelivery {
    return this.#ledger.delivery(id);
  }

  /** Whether a row was there at a moment of the monotonic clock; one of before a restart was. */
  isFromBefore(row: OutboxRow, moment: number): boolean {
    return this.#ledger.isFromBefore(row, moment);
  }

  /** Rows in doubt, oldest first. */
  inDoubt(): OutboxRow[] {
    return this.#ledger.inDoubt();
  }

  /**
   * After a restart. Enter is pressed only after it is written down, so what was being typed is not submitted: it is typed
   * afresh. What may be submitted is looked after once the session can be typed into.
   */
  takeOver(): void {
    for (const row of this.#ledger.list(OPEN)) {
      if (row.state === 'typing') this.#ledger.note(row, 'queued', row.attempts);
      if (row.state === 'submitted') {
        if (row.id !== this.#ledger.firstPromptId) this.#pump.settleFirst(row);
      } else if (row.attempts > 0) {
        // Also one that was taken over before, and not typed again until Aegis ended once more.
        this.#cutOff.add(row);
      }
    }
    this.#ledger.count();
  }

  /** Whether text in the box is a part of a row that was not typed to its end. */
  isCutOff(boxText: string, inShell = false): boolean {
    return this.#cutOff.has(boxText, inShell);
  }

  /**
   * The session is over: nothing that waits will ever be sent.
   * @param byItself it ended in peace, as it does of a command such as `/exit`
   */
  cancelAll(byItself = false): void {
    for (const row of this.#ledger.list(OPEN)) {
      const ends = byItself && row.state === 'submitted' && kindOf(row) === 'command';
      if (ends)
        this.#ledger.settle(row, 'delivered', { source: 'process', rule: 'process.exited' });
      else this.#ledger.settle(row, row.state === 'queued' ? 'cancelled' : 'unconfirmed', null);
    }
  }

  /** Type what waits, as far as the session can take it now. Called whenever that may have changed. */
  pump(): void {
    this.#pump.pump();
  }

  /** Resolves once nothing is being typed. */
  stopped(): Promise<void> {
    return this.#pump.stopped();
  }
}
