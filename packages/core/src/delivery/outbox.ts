import {
  AegisError,
  toTimestamp,
  type DeliveryVerdict,
  type Evidence,
  type PromptDelivery,
} from '@aegis/protocol';
import {
  SETTLED_OUTBOX_STATES,
  StoreError,
  type OutboxRow,
  type OutboxState,
  type SessionStore,
} from '@aegis/store';
import type { Clock } from '../ports/clock.ts';
import type { SessionRecord } from '../session/session-record.ts';
import type { SessionState } from '../session/session-state.ts';
import { CutOffRows } from './cut-off-rows.ts';
import { KeyPatience } from './key-patience.ts';
import { isDiskProblem, type StoreHealth } from '../storage/store-health.ts';
import {
  submitAgain,
  typePrompt,
  type TypingHost,
  type TypingResult,
  type TypingSteps,
} from './type-prompt.ts';
import { OutboxRows } from './outbox-rows.ts';
import {
  commandName,
  hasSameParameters,
  isSameCommand,
  kindOf,
  rowPrefix,
  typedOf,
  type RowKind,
  type RowPrefix,
} from './row-kind.ts';
import { asReceived } from './typing-plan.ts';

/** States of a row that nothing more will happen to by itself. */
const SETTLED: ReadonlySet<OutboxState> = new Set(SETTLED_OUTBOX_STATES);
/** States of a row that something is still to happen to. */
const OPEN: readonly OutboxState[] = ['queued', 'typing', 'submitted'];
/** States of a row that still waits for proof: late proof counts. */
const IN_DOUBT: readonly OutboxState[] = ['typing', 'submitted', 'unconfirmed'];

/** Milliseconds until a prompt is typed again of which nothing stayed. Guards against a screen that changes no more. */
const AGAIN_MS = 1_000;
/** How often a prompt is typed at most, where the box showed none of it. */
const MAX_ATTEMPTS = 5;

/** Enter would have chosen another command from the list. */
export const COMPLETION_RULE = 'screen.completion_menu';
/** Claude Code does not know the command. */
export const UNKNOWN_COMMAND_RULE = 'transcript.unknown_command';

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
  health: StoreHealth;
  clock: Clock;
  newId: (prefix: RowPrefix) => string;
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

function isReceived(received: string, row: OutboxRow): boolean {
  if (kindOf(row) === 'command') return isSameCommand(received, row.text);
  return sameness(received, row.text) !== 'other';
}

/**
 * A session's prompts and commands that are not yet proven delivered. Rows are durable before anything is typed, go in one at a time
 * and in order, and a row that may have been typed is never typed again.
 */
export class Outbox {
  readonly #dependencies: OutboxDependencies;
  readonly #rows: OutboxRows;
  #isPumping = false;
  #pumped: Promise<void> = Promise.resolve();
  readonly #cutOff: CutOffRows;
  readonly #patience: KeyPatience;
  /** Rows that may have been submitted when it did. */
  readonly #unsettled: string[] = [];
  /** When Enter was pressed for the rows of this process, as moments of the monotonic clock. */
  readonly #submittedAt = new Map<string, number>();
  /** When the rows of this process came, as moments of the monotonic clock, until their delivery is known. */
  readonly #addedAt = new Map<string, number>();

  constructor(dependencies: OutboxDependencies) {
    this.#dependencies = dependencies;
    this.#rows = new OutboxRows(dependencies.store, dependencies.state, dependencies.clock);
    this.#cutOff = new CutOffRows(dependencies.store);
    this.#patience = new KeyPatience(dependencies.clock, () => this.pump());
  }

  /** With a known `idempotencyKey`, the row that has it. */
  add(
    text: string,
    idempotencyKey: string | null,
    state: 'queued' | 'submitted',
    kind: RowKind = 'prompt',
  ): OutboxRow {
    const { store, clock, newId } = this.#dependencies;
    const { row, created } = store.enqueue({
      id: newId(rowPrefix(kind)),
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
    return this.#rows.list().find((row) => row.idempotencyKey === idempotencyKey) ?? null;
  }

  /** Texts of the rows whose key begins with this. */
  textsWithKey(prefix: string): string[] {
    return this.#rows
      .list()
      .filter(({ idempotencyKey }) => idempotencyKey?.startsWith(prefix) === true)
      .map(({ text }) => text);
  }

  /** Null where it is not kept any more. */
  textOf(id: string): string | null {
    return this.#rows.get(id)?.text ?? null;
  }

  /** Do not send it any more, if nothing of it was typed yet. */
  withdraw(id: string): void {
    const row = this.#rows.get(id);
    if (row?.state === 'queued') this.#settle(row, 'cancelled', null);
  }

  /** Waits until the row is settled, at the latest for `timeoutMs`, and says what is known then. */
  async outcome(
    id: string,
    timeoutMs: number,
    stop: () => boolean = () => false,
  ): Promise<PromptDelivery> {
    const { state } = this.#dependencies;
    const settled = () => {
      const row = this.#rows.get(id);
      return row === null || SETTLED.has(row.state) || stop() ? true : null;
    };
    await state.waiters.until(settled, { timeoutMs });
    return this.delivery(id);
  }

  row(id: string): OutboxRow | null {
    return this.#rows.get(id);
  }

  isQueued(id: string): boolean {
    return this.#rows.get(id)?.state === 'queued';
  }

  delivery(id: string): PromptDelivery {
    const row = this.#rows.get(id);
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
    kinds: readonly RowKind[] = ['prompt'],
  ): void {
    this.#orOwed(() => {
      this.#confirm(received, evidence, (row) => kinds.includes(kindOf(row)) && canBe(row));
    });
  }

  /** Claude Code says that it knows no such command. */
  refuse(
    name: string,
    evidence: Pick<Evidence, 'source' | 'rule'>,
    canBe: (row: OutboxRow) => boolean,
  ): void {
    this.#orOwed(() => {
      const row = this.inDoubt().find(
        (each) => kindOf(each) === 'command' && commandName(each.text) === name && canBe(each),
      );
      if (row) this.#settle(row, 'failed', evidence);
    });
  }

  /**
   * Claude Code ran a command under this name, which may be another than was typed: the one for which Enter was pressed
   * before.
   */
  confirmAlias(
    command: string,
    evidence: Pick<Evidence, 'source' | 'rule'>,
    writtenAt: number,
  ): void {
    this.#orOwed(() => {
      const row = this.inDoubt().find(
        (each) =>
          kindOf(each) === 'command' &&
          hasSameParameters(each.text, command) &&
          (this.#submittedAt.get(each.id) ?? Infinity) <= writtenAt,
      );
      if (row) this.#settle(row, 'delivered', { ...evidence, rule: `${evidence.rule}.alias` });
    });
  }

  /** Whether a row was there at a moment of the monotonic clock; one of before a restart was. */
  isFromBefore({ id }: OutboxRow, moment: number): boolean {
    return (this.#addedAt.get(id) ?? -Infinity) <= moment;
  }

  /** Rows in doubt, oldest first. */
  inDoubt(): OutboxRow[] {
    return this.#rows.list(IN_DOUBT);
  }

  /**
   * After a restart. Enter is pressed only after it is written down, so what was being typed is not submitted: it is typed
   * afresh. What may be submitted is looked after once the session can be typed into.
   */
  takeOver(): void {
    for (const row of this.#rows.list(OPEN)) {
      if (row.state === 'typing') this.#note(row, 'queued', row.attempts);
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
  isCutOff(boxText: string, inShell = false): boolean {
    return this.#cutOff.has(boxText, inShell);
  }

  /**
   * The session is over: nothing that waits will ever be sent.
   * @param byItself it ended in peace, as it does of a command such as `/exit`
   */
  cancelAll(byItself = false): void {
    for (const row of this.#rows.list(OPEN)) {
      const ends = byItself && row.state === 'submitted' && kindOf(row) === 'command';
      if (ends) this.#settle(row, 'delivered', { source: 'process', rule: 'process.exited' });
      else this.#settle(row, row.state === 'queued' ? 'cancelled' : 'unconfirmed', null);
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

  /** Now, or, while the rows cannot be read, once they can: nobody will say it again. */
  #orOwed(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      this.#dependencies.health.owe(act);
    }
  }

  #confirm(
    received: string,
    evidence: Pick<Evidence, 'source' | 'rule'>,
    canBe: (row: OutboxRow) => boolean,
  ): void {
    const fitting = this.inDoubt().filter((row) => isReceived(received, row) && canBe(row));
    const row = fitting.find(({ state }) => state !== 'unconfirmed') ?? fitting[0];
    if (!row) return;
    const isExact = kindOf(row) !== 'prompt' || sameness(received, row.text) === 'exact';
    const suffix = isExact ? '' : '.as-typed';
    this.#settle(row, 'delivered', { source: evidence.source, rule: `${evidence.rule}${suffix}` });
  }

  get #firstPromptId(): string | null {
    return this.#dependencies.state.record.firstPromptId;
  }

  get #sessionId(): string {
    return this.#dependencies.state.record.id;
  }

  async #run(): Promise<void> {
    try {
      if (!this.#canWrite() || !(await this.#settleUnsettled())) return;
      while (this.#canWrite()) {
        const [row] = this.#rows.list(['queued']);
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
        this.#settle(row, 'delivered', { source: typed.source, rule: typed.rule });
        return true;
      case 'unconfirmed':
        this.#giveUpOn(row.id);
        return true;
      case 'refused':
        this.#cutOff.add(row);
        this.#settle(row, 'failed', { source: 'screen', rule: COMPLETION_RULE });
        return true;
      case 'not-typed':
        this.#postpone(row.id);
        return false;
      case 'not-cleared':
        this.#note(row, 'typing', row.attempts + 1);
        this.#postpone(row.id);
        return false;
    }
  }

  /** @returns whether all of them are, so that the next ones may follow */
  async #settleUnsettled(): Promise<boolean> {
    for (let id = this.#unsettled[0]; id !== undefined; id = this.#unsettled[0]) {
      const row = this.#rows.get(id);
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
        this.#rows.write(row.id, { state, attempts: row.attempts + 1 });
      } catch (error) {
        unwritten = error;
        throw error;
      }
      this.#countQueued();
    };
    try {
      return await act({
        started: () => {
          this.#noteWhere(row);
          write('typing');
        },
        submitted: () => {
          write('submitted');
          this.#submittedAt.set(row.id, this.#dependencies.clock.monotonic());
          this.#cutOff.delete(row);
        },
        isProven: () => {
          const state = this.#rows.get(row.id)?.state;
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
    const row = this.#rows.get(id);
    // The end of the session may have settled it meanwhile.
    if (row?.state === 'typing' || row?.state === 'submitted')
      this.#settle(row, 'unconfirmed', null);
  }

  /** Not a key of it arrived, so it may wait for the next chance; a box that takes no keys at all gets no endless ones. */
  #postpone(id: string): void {
    const row = this.#rows.get(id);
    if (row?.state !== 'typing') return;
    this.#cutOff.add(row);
    if (row.attempts >= MAX_ATTEMPTS) {
      this.#settle(row, 'failed', null);
      return;
    }
    this.#note(row, 'queued', row.attempts);
    this.#dependencies.clock.after(AGAIN_MS, () => this.pump());
  }

  #note(row: OutboxRow, state: OutboxState, attempts: number): void {
    this.#rows.note(row, { state, attempts }, () => ({ record: this.#counted(), events: [] }));
  }

  #settle(
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
      record: { ...this.#counted(), ...(this.#firstPromptId === row.id ? { promptDelivery } : {}) },
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

  #countQueued(): void {
    const { state } = this.#dependencies;
    Object.assign(state.record, this.#counted());
    state.waiters.check();
  }

  #counted(): Pick<SessionRecord, 'detail'> {
    const { detail } = this.#dependencies.state.record;
    return { detail: { ...detail, queued: this.#rows.list(OPEN).length } };
  }
}
