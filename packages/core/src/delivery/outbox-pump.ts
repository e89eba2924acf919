import { AegisError } from '@aegis/protocol';
import { StoreError, type OutboxRow, type OutboxState } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { SessionState } from '../session/session-state.ts';
import type { StoreHealth } from '../storage/store-health.ts';
import type { CutOffRows } from './cut-off-rows.ts';
import { KeyPatience } from './key-patience.ts';
import type { OutboxLedger } from './outbox-ledger.ts';
import { typedOf } from './row-kind.ts';
import {
  submitAgain,
  typePrompt,
  type TypingHost,
  type TypingResult,
  type TypingSteps,
} from './type-prompt.ts';

/** Milliseconds until a prompt is typed again of which nothing stayed. Guards against a screen that changes no more. */
const AGAIN_MS = 1_000;
/** How often a prompt is typed at most, where the box showed none of it. */
const MAX_ATTEMPTS = 5;

/** Enter would have chosen another command from the list. */
export const COMPLETION_RULE = 'screen.completion_menu';

export interface OutboxPumpDependencies {
  state: SessionState;
  ledger: OutboxLedger;
  cutOff: CutOffRows;
  health: Pick<StoreHealth, 'problem'>;
  clock: Clock;
  /** Null while the session has no host: nothing is typed then. */
  host: () => TypingHost | null;
  onError: (error: unknown) => void;
}

/** Types what waits: one row at a time and in order, each written down before a key of it is pressed. */
export class OutboxPump {
  readonly #dependencies: OutboxPumpDependencies;
  readonly #ledger: OutboxLedger;
  readonly #cutOff: CutOffRows;
  readonly #patience: KeyPatience;
  /** Rows that may have been submitted when Aegis ended. */
  readonly #unsettled: string[] = [];
  #isPumping = false;
  #pumped: Promise<void> = Promise.resolve();

  constructor(dependencies: OutboxPumpDependencies) {
    this.#dependencies = dependencies;
    this.#ledger = dependencies.ledger;
    this.#cutOff = dependencies.cutOff;
    this.#patience = new KeyPatience(dependencies.clock, () => this.pump());
  }

  /** Look after a row that may have been submitted before anything else is typed. */
  settleFirst({ id }: OutboxRow): void {
    this.#unsettled.push(id);
  }

  /** Type what waits, as far as the session can take it now. Called whenever that may have changed. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pumped = this.#run().catch((error: unknown) => {
      if (!isShuttingDown(error)) this.#dependencies.onError(error);
    });
  }

  /** Resolves once nothing is being typed. */
  stopped(): Promise<void> {
    return this.#pumped;
  }

  async #run(): Promise<void> {
    try {
      if (!this.#canWrite() || !(await this.#settleUnsettled())) return;
      while (this.#canWrite()) {
        const [row] = this.#ledger.list(['queued']);
        const host = this.#dependencies.host();
        if (!row || host === null || !host.canType()) return;
        if (!this.#patience.mayType(host.readsKeys())) return;
        if (!this.#conclude(row, await this.#type(row, host))) return;
      }
    } finally {
      // Here, in step with the last look: whatever is queued after it must not find this run still going.
      this.#isPumping = false;
    }
  }

  /** What is typed is written down before; and what is known of a row must not be overtaken by what is done to it. */
  #canWrite(): boolean {
    const { state, health } = this.#dependencies;
    return state.isSaved && health.problem === null;
  }

  /** @returns whether the next row may follow */
  #conclude(row: OutboxRow, typed: TypingResult): boolean {
    switch (typed.type) {
      case 'proven':
        return true;
      case 'accepted':
        this.#ledger.settle(row, 'delivered', { source: typed.source, rule: typed.rule });
        return true;
      case 'unconfirmed':
        this.#giveUpOn(row.id);
        return true;
      case 'refused':
        this.#cutOff.add(row);
        this.#ledger.settle(row, 'failed', { source: 'screen', rule: COMPLETION_RULE });
        return true;
      case 'not-typed':
        this.#postpone(row.id);
        return false;
      case 'not-cleared':
        this.#ledger.note(row, 'typing', row.attempts + 1);
        this.#postpone(row.id);
        return false;
    }
  }

  /** @returns whether all of them are, so that the next ones may follow */
  async #settleUnsettled(): Promise<boolean> {
    for (let id = this.#unsettled[0]; id !== undefined; id = this.#unsettled[0]) {
      const row = this.#ledger.get(id);
      const host = this.#dependencies.host();
      if (row?.state === 'submitted') {
        if (host === null || !host.canType()) return false;
        const typed = await this.#attempt(row, (steps) => submitAgain(typedOf(row), host, steps));
        if (!this.#conclude(row, typed)) return false;
      }
      this.#unsettled.shift();
    }
    return true;
  }

  #type(row: OutboxRow, host: TypingHost): Promise<TypingResult> {
    return this.#attempt(row, (steps) => typePrompt(typedOf(row), host, steps));
  }

  async #attempt(
    row: OutboxRow,
    act: (steps: TypingSteps) => Promise<TypingResult>,
  ): Promise<TypingResult> {
    let unwritten: unknown = null;
    const write = (state: OutboxState) => {
      try {
        this.#ledger.write(row, state);
      } catch (error) {
        unwritten = error;
        throw error;
      }
    };
    try {
      return await act({
        started: () => {
          this.#noteWhere(row);
          write('typing');
        },
        submitted: () => {
          write('submitted');
          this.#cutOff.delete(row);
        },
        isProven: () => {
          const state = this.#ledger.get(row.id)?.state;
          return state === 'delivered' || state === 'failed';
        },
      });
    } catch (error) {
      if (error === unwritten && StoreError.is(error)) {
        // What was typed was taken back: it is typed afresh once it can be written down.
        this.#dependencies.onError(error);
        return { type: 'not-typed' };
      }
      // Some of its keys may have arrived. Who comes after a shutdown looks whether all of them did.
      if (!isShuttingDown(error)) this.#giveUpOn(row.id);
      throw error;
    }
  }

  /** From where on the transcript may have it: after a crash it is looked for there. */
  #noteWhere(row: OutboxRow): void {
    const { state } = this.#dependencies;
    const newest = state.record.transcripts.at(-1);
    if (newest === undefined) return;
    const { claudeSessionId, offset } = newest;
    state.commit({ typing: { messageId: row.id, claudeSessionId, offset } });
  }

  #giveUpOn(id: string): void {
    const row = this.#ledger.get(id);
    // The end of the session may have settled it meanwhile.
    if (row?.state === 'typing' || row?.state === 'submitted')
      this.#ledger.settle(row, 'unconfirmed', null);
  }

  /** Not a key of it arrived, so it may wait for the next chance; a box that takes no keys at all gets no endless ones. */
  #postpone(id: string): void {
    const row = this.#ledger.get(id);
    if (row?.state !== 'typing') return;
    this.#cutOff.add(row);
    if (row.attempts >= MAX_ATTEMPTS) {
      this.#ledger.settle(row, 'failed', null);
      return;
    }
    this.#ledger.note(row, 'queued', row.attempts);
    this.#dependencies.clock.after(AGAIN_MS, () => this.pump());
  }
}

function isShuttingDown(error: unknown): boolean {
  return error instanceof AegisError && error.code === 'shutting_down';
}
