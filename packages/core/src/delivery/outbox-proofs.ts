import type { Evidence } from '@aegis/protocol';
import type { OutboxRow } from '@aegis/store';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';
import type { OutboxLedger } from './outbox-ledger.ts';
import { commandName, hasSameParameters, isSameCommand, kindOf, type RowKind } from './row-kind.ts';
import { asReceived } from './typing-plan.ts';

type Proof = Pick<Evidence, 'source' | 'rule'>;

/** What Claude Code says of the prompts and commands that it got, and which rows that settles. */
export class OutboxProofs {
  readonly #ledger: OutboxLedger;
  readonly #health: Pick<StoreHealth, 'owe'>;

  constructor(ledger: OutboxLedger, health: Pick<StoreHealth, 'owe'>) {
    this.#ledger = ledger;
    this.#health = health;
  }

  /**
   * Claude Code says that it got a prompt. The oldest row that fits is proven, one on its way before one given up on.
   * @param canBe whether it can have been that row, where it may have come long ago: none has come before it was sent
   */
  confirm(
    received: string,
    evidence: Proof,
    canBe: (row: OutboxRow) => boolean = () => true,
    kinds: readonly RowKind[] = ['prompt'],
  ): void {
    this.#orOwed(() => {
      this.#confirm(received, evidence, (row) => kinds.includes(kindOf(row)) && canBe(row));
    });
  }

  /** Claude Code says that it knows no such command. */
  refuse(name: string, evidence: Proof, canBe: (row: OutboxRow) => boolean): void {
    this.#orOwed(() => {
      const row = this.#ledger
        .inDoubt()
        .find(
          (each) => kindOf(each) === 'command' && commandName(each.text) === name && canBe(each),
        );
      if (row) this.#ledger.settle(row, 'failed', evidence);
    });
  }

  /**
   * Claude Code ran a command under this name, which may be another than was typed: the one for which Enter was pressed
   * before.
   */
  confirmAlias(command: string, evidence: Proof, writtenAt: number): void {
    this.#orOwed(() => {
      const row = this.#ledger
        .inDoubt()
        .find(
          (each) =>
            kindOf(each) === 'command' &&
            hasSameParameters(each.text, command) &&
            this.#ledger.isSubmittedBy(each, writtenAt),
        );
      if (row)
        this.#ledger.settle(row, 'delivered', { ...evidence, rule: `${evidence.rule}.alias` });
    });
  }

  /** Now, or, while the rows cannot be read, once they can: nobody will say it again. */
  #orOwed(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      this.#health.owe(act);
    }
  }

  #confirm(received: string, evidence: Proof, canBe: (row: OutboxRow) => boolean): void {
    const fitting = this.#ledger.inDoubt().filter((row) => isReceived(received, row) && canBe(row));
    const row = fitting.find(({ state }) => state !== 'unconfirmed') ?? fitting[0];
    if (!row) return;
    const isExact = kindOf(row) !== 'prompt' || sameness(received, row.text) === 'exact';
    const suffix = isExact ? '' : '.as-typed';
    this.#ledger.settle(row, 'delivered', {
      source: evidence.source,
      rule: `${evidence.rule}${suffix}`,
    });
  }
}

/** Whether what Claude Code got is what was sent: exactly, or as far as typing can carry it. */
function sameness(received: string, sent: string): 'exact' | 'as-typed' | 'other' {
  if (received === sent) return 'exact';
  return asReceived(received) === asReceived(sent) ? 'as-typed' : 'other';
}

function isReceived(received: string, row: OutboxRow): boolean {
  if (kindOf(row) === 'command') return isSameCommand(received, row.text);
  return sameness(received, row.text) !== 'other';
}
