import {
  AegisError,
  toTimestamp,
  type DeliveryVerdict,
  type Evidence,
  type PromptDelivery,
} from '@aegis/protocol';
import type { OutboxRow, OutboxState, SessionStore } from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { SessionState } from '../session/session-state.ts';
import { CutOffRows } from './cut-off-rows.ts';
import { KeyPatience } from './key-patience.ts';
import {
  submitAgain,
  typePrompt,
  type TypingHost,
  type TypingResult,
  type TypingSteps,
} from './type-prompt.ts';
import { asReceived } from './typing-plan.ts';

/** States of a row that nothing more will happen to by itself. */
const SETTLED: ReadonlySet<OutboxState> = new Set([
  'delivered',
  'unconfirmed',
  'failed',
  'cancelled',
]);
/** States of a row that still waits for proof: late proof counts. */
const IN_DOUBT: readonly OutboxState[] = ['typing', 'submitted', 'unconfirmed'];

/** Milliseconds until a prompt is typed again of which nothing stayed. Guards against a screen that changes no more. */
const AGAIN_MS = 1_000;
/** How often a prompt is typed at most, where the box showed none of it. */
const MAX_ATTEMPTS = 5;

const VERDICTS: Readonly<Record<OutboxState, DeliveryVerdict>> = {
  queued: 'queued',
  typing: 'queued',
  submitted: 'queued',
  delivered: 'delivered',
  unconfirmed: 'unconfirmed',
  failed: 'failed',
  cancelled: 'failed',
};

export interface OutboxDependencies {
  state: SessionState;
  store: SessionStore;
  clock: Clock;
  newId: () => string;
  /** Null while the session has no host: nothing is typed then. */
  host: () => TypingHost | null;
  onError: (error: unknown) => void;
}

function isShuttingDown(error: unknown): boolean {
  return error instanceof AegisError && error.code === 'shutting_down';
}

/** Whether what Claude Code got is what was sent: exactly, or as far as typing can carry it. */
function sameness(received: string, sent: string): 'exact' | 'as-typed' | 'other' {
  if (received === sent) return 'exact';
  return asReceived(received) === asReceived(sent) ? 'as-typed' : 'other';
}

/**
 * A session's prompts that are not yet proven delivered. Rows are durable before anything is typed, go in one at a time
 * and in order, and a row that may have been typed is never typed again.
 */
export class Outbox {
  readonly #dependencies: OutboxDependencies;
  #isPumping = false;
  #pumped: Promise<void> = Promise.resolve();
  readonly #cutOff: CutOffRows;
  readonly #patience: KeyPatience;
  /** Rows that may have been submitted when it did. */
  readonly #unsettled: string[] = [];
  /** When the rows of this process came, as moments of the monotonic clock, until their delivery is known. */
  readonly #addedAt = new Map<string, number>();

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
    this.#cutOff = new CutOffRows(dependencies.store);
    this.#patience = new KeyPatience(dependencies.clock, () => this.pump());
  }

  /** With a known `idempotencyKey`, the row that has it. */
  add(text: string, idempotencyKey: string | null, state: 'queued' | 'submitted'): OutboxRow {
    const { store, clock, newId } = this.#dependencies;
    const { row, created } = store.enqueue({
      id: newId(),
      sessionId: this.#sessionId,
      text,
      idempotencyKey,
      state,
      attempts: state === 'submitted' ? 1 : 0,
      evidence: null,
      createdAt: clock.now(),
    });
    if (created) this.#addedAt.set(row.id, clock.monotonic());
    this.#countQueued();
    return row;
  }

  /** The row that was added with this key, or null. */
  withKey(idempotencyKey: string): OutboxRow | null {
    const rows = this.#dependencies.store.listOutbox({ sessionId: this.#sessionId });
    return rows.find((row) => row.idempotencyKey === idempotencyKey) ?? null;
  }

  /** Waits until the row is settled, at the latest for `timeoutMs`, and says what is known then. */
  async outcome(
    id: string,
    timeoutMs: number,
    stop: () => boolean = () => false,
  ): Promise<PromptDelivery> {
    const { state, store } = this.#dependencies;
    const settled = () => {
      const row = store.getOutbox(id);
      return row === null || SETTLED.has(row.state) || stop() ? true : null;
    };
    await state.waiters.until(settled, { timeoutMs });
    return this.delivery(id);
  }

  isQueued(id: string): boolean {
    return this.#dependencies.store.getOutbox(id)?.state === 'queued';
  }

  delivery(id: string): PromptDelivery {
    const row = this.#dependencies.store.getOutbox(id);
    if (row === null) return { delivered: false, attempts: 0, verdict: 'failed', evidence: null };
    return {
      delivered: row.state === 'delivered',
      attempts: row.attempts,
      verdict: VERDICTS[row.state],
      // Written by `#settle` alone.
      evidence: row.evidence as Evidence | null,
    };
  }

  /**
   * Claude Code says that it got a prompt. The oldest row that fits is proven, one on its way before one given up on.
   * @param canBe whether it can have been that row, where it may have come long ago: none has come before it was sent
   */
  confirm(
    received: string,
    evidence: Pick<Evidence, 'source' | 'rule'>,
    canBe: (row: OutboxRow) => boolean = () => true,
  ): void {
    const fitting = this.inDoubt().filter(
      (row) => sameness(received, row.text) !== 'other' && canBe(row),
    );
    const row = fitting.find(({ state }) => state !== 'unconfirmed') ?? fitting[0];
    if (!row) return;
    const suffix = sameness(received, row.text) === 'exact' ? '' : '.as-typed';
    this.#settle(row, 'delivered', { source: evidence.source, rule: `${evidence.rule}${suffix}` });
  }

  /** Whether a row was there at a moment of the monotonic clock; one of before a restart was. */
  isFromBefore({ id }: OutboxRow, moment: number): boolean {
    return (this.#addedAt.get(id) ?? -Infinity) <= moment;
  }

  /** Rows in doubt, oldest first. */
  inDoubt(): OutboxRow[] {
    return this.#dependencies.store.listOutbox({ sessionId: this.#sessionId, states: IN_DOUBT });
  }

  /**
   * After a restart. Enter is pressed only after it is written down, so what was being typed is not submitted: it is typed
   * afresh. What may be submitted is looked after once the session can be typed into.
   */
  takeOver(): void {
    const { store } = this.#dependencies;
    const states: OutboxState[] = ['queued', 'typing', 'submitted'];
    for (const row of store.listOutbox({ sessionId: this.#sessionId, states })) {
      if (row.state === 'typing') this.#mark(row, 'queued', row.attempts);
      if (row.state === 'submitted') {
        if (row.id !== this.#firstPromptId) this.#unsettled.push(row.id);
      } else if (row.attempts > 0) {
        // Also one that was taken over before, and not typed again until Aegis ended once more.
        this.#cutOff.add(row);
      }
    }
    this.#countQueued();
  }

  /** Whether text in the box is a part of a row that was not typed to its end. */
  isCutOff(boxText: string): boolean {
    return this.#cutOff.has(boxText);
  }

  /** The session is over: nothing that waits will ever be sent. */
  cancelAll(): void {
    const { store } = this.#dependencies;
    const states: OutboxState[] = ['queued', 'typing', 'submitted'];
    for (const row of store.listOutbox({ sessionId: this.#sessionId, states })) {
      this.#settle(row, row.state === 'queued' ? 'cancelled' : 'unconfirmed', null);
    }
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

  get #firstPromptId(): string | null {
    return this.#dependencies.state.record.firstPromptId;
  }

  get #sessionId(): string {
    return this.#dependencies.state.record.id;
  }

  async #run(): Promise<void> {
    const { store } = this.#dependencies;
    try {
      if (!(await this.#settleUnsettled())) return;
      for (;;) {
        const [row] = store.listOutbox({ sessionId: this.#sessionId, states: ['queued'] });
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

  /** @returns whether the next row may follow */
  #conclude(row: OutboxRow, typed: TypingResult): boolean {
    switch (typed.type) {
      case 'proven':
        return true;
      case 'accepted':
        this.#settle(row, 'delivered', { source: typed.source, rule: typed.rule });
        return true;
      case 'unconfirmed':
        this.#giveUpOn(row.id);
        return true;
      case 'not-typed':
        this.#postpone(row.id);
        return false;
      case 'not-cleared':
        this.#mark(row, 'typing', row.attempts + 1);
        this.#postpone(row.id);
        return false;
    }
  }

  /** @returns whether all of them are, so that the next ones may follow */
  async #settleUnsettled(): Promise<boolean> {
    for (let id = this.#unsettled[0]; id !== undefined; id = this.#unsettled[0]) {
      const row = this.#dependencies.store.getOutbox(id);
      const host = this.#dependencies.host();
      if (row?.state === 'submitted') {
        if (host === null || !host.canType()) return false;
        const typed = await this.#attempt(row, (steps) => submitAgain(row.text, host, steps));
        if (!this.#conclude(row, typed)) return false;
      }
      this.#unsettled.shift();
    }
    return true;
  }

  #type(row: OutboxRow, host: TypingHost): Promise<TypingResult> {
    return this.#attempt(row, (steps) => typePrompt(row.text, host, steps));
  }

  async #attempt(
    row: OutboxRow,
    act: (steps: TypingSteps) => Promise<TypingResult>,
  ): Promise<TypingResult> {
    const { store } = this.#dependencies;
    try {
      return await act({
        started: () => this.#start(row),
        submitted: () => {
          this.#cutOff.delete(row);
          this.#mark(row, 'submitted', row.attempts + 1);
        },
        isProven: () => store.getOutbox(row.id)?.state === 'delivered',
      });
    } catch (error) {
      // Some of its keys may have arrived. Who comes after a shutdown looks whether all of them did.
      if (!isShuttingDown(error)) this.#giveUpOn(row.id);
      throw error;
    }
  }

  #start(row: OutboxRow): void {
    const { state } = this.#dependencies;
    const newest = state.record.transcripts.at(-1);
    if (newest !== undefined) {
      const { claudeSessionId, offset } = newest;
      state.commit({ typing: { messageId: row.id, claudeSessionId, offset } });
    }
    this.#mark(row, 'typing', row.attempts + 1);
  }

  #giveUpOn(id: string): void {
    const row = this.#dependencies.store.getOutbox(id);
    // The end of the session may have settled it meanwhile.
    if (row?.state === 'typing' || row?.state === 'submitted')
      this.#settle(row, 'unconfirmed', null);
  }

  /** Not a key of it arrived, so it may wait for the next chance; a box that takes no keys at all gets no endless ones. */
  #postpone(id: string): void {
    const row = this.#dependencies.store.getOutbox(id);
    if (row?.state !== 'typing') return;
    this.#cutOff.add(row);
    if (row.attempts >= MAX_ATTEMPTS) {
      this.#settle(row, 'failed', null);
      return;
    }
    this.#mark(row, 'queued', row.attempts);
    this.#dependencies.clock.after(AGAIN_MS, () => this.pump());
  }

  #mark(row: OutboxRow, state: OutboxState, attempts: number): void {
    const { store, clock } = this.#dependencies;
    store.updateOutbox(row.id, { state, attempts }, clock.now());
    this.#countQueued();
  }

  #settle(
    row: OutboxRow,
    state: OutboxState,
    proof: Pick<Evidence, 'source' | 'rule'> | null,
  ): void {
    const { store, clock, state: session } = this.#dependencies;
    const now = clock.now();
    const evidence: Evidence | null = proof === null ? null : { ...proof, at: toTimestamp(now) };
    const { attempts } = store.updateOutbox(row.id, { state, evidence: evidence }, now);
    // Late proof may come of one that was given up on.
    if (state !== 'unconfirmed') this.#addedAt.delete(row.id);
    this.#countQueued();
    const delivery = this.delivery(row.id);
    session.commit(this.#firstPromptId === row.id ? { promptDelivery: delivery } : {}, [
      {
        type: 'delivery-changed',
        data: { messageId: row.id, verdict: delivery.verdict, attempts, evidence },
      },
    ]);
  }

  #countQueued(): void {
    const { store, state } = this.#dependencies;
    const waiting = store.listOutbox({
      sessionId: this.#sessionId,
      states: ['queued', 'typing', 'submitted'],
    });
    state.record.detail = { ...state.record.detail, queued: waiting.length };
    state.waiters.check();
  }
}
