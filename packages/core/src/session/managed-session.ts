import { AegisError, toTimestamp, type Explanation } from '@aegis/protocol';
import type { ScreenReading } from '@aegis/status';
import { DisagreementWatch } from '../disagreement/disagreement-watch.ts';
import { explainEnded, explainSession } from '../explain/explain-session.ts';
import { toHookObservation, type HookCall } from '../hooks/hook-body.ts';
import type { PermissionDecision, ToolDecision } from '../hooks/permission-decision.ts';
import { confirmCommand } from '../delivery/confirm-command.ts';
import { Outbox } from '../delivery/outbox.ts';
import { SessionGuard } from '../policy/session-guard.ts';
import type { Clock } from '../ports/clock.ts';
import type { RuntimeExit, SessionHandle } from '../ports/runtime.ts';
import { RecoveryRunner } from '../recovery/recovery-runner.ts';
import { shownWork } from '../stall/shown-work.ts';
import { StallWatch } from '../stall/stall-watch.ts';
import { RegistryChange } from '../registry/registry-change.ts';
import type { RegistryEntry } from '../registry/registry-entry.ts';
import { endLeftovers } from './end-leftovers.ts';
import { exitReason, isFarewell } from './exit-reason.ts';
import { HookWatch } from './hook-watch.ts';
import { InputBox } from './input-box.ts';
import { KeyLock } from './key-lock.ts';
import type { SessionDependencies, StallDependencies } from './session-dependencies.ts';
import { ScreenCheck } from './screen-check.ts';
import { SessionConversation } from './session-conversation.ts';
import type { SessionRecord } from './session-record.ts';
import { SessionState } from './session-state.ts';
import type { TranscriptNews } from './session-transcript.ts';

/** Milliseconds that a prompt's hook may come after its line in the transcript. */
const HOOK_LAG_MS = 700;

/**
 * One session: its state, and everything that tells of it or acts on it. What comes in (screen, hooks, registry,
 * transcript) becomes observations; what goes out goes through the outbox or an answer.
 */
export class ManagedSession {
  readonly state: SessionState;
  readonly outbox: Outbox;
  readonly box: InputBox;
  readonly conversation: SessionConversation;
  readonly keys = new KeyLock();
  readonly hooks: HookWatch;
  readonly #guard: SessionGuard;
  readonly #screenCheck: ScreenCheck;
  readonly #dependencies: SessionDependencies & StallDependencies;
  #handle: SessionHandle | null = null;
  #stops: (() => void)[] = [];
  #registry: RegistryEntry | null = null;
  #shownStatus: ScreenReading['status'] = 'starting';
  #isBeingKilled = false;
  #saidFarewell = false;
  #shellOutputs = 0;
  #stalls: StallWatch | null = null;
  readonly #registryChange: RegistryChange;
  /** A moment of the monotonic clock. */
  readonly #createdAt: number;

  constructor(record: SessionRecord, dependencies: SessionDependencies & StallDependencies) {
    this.#dependencies = dependencies;
    this.state = new SessionState(record, dependencies);
    this.hooks = new HookWatch(dependencies.clock);
    this.#guard = new SessionGuard(this.state, dependencies);
    this.#screenCheck = new ScreenCheck(dependencies.clock);
    this.#registryChange = new RegistryChange(this.state.times);
    this.#createdAt = this.state.times.momentOf(record.createdAt);
    this.conversation = new SessionConversation(this.state, dependencies, {
      onNews: (news) => this.#onTranscript(news),
      onKnown: (messages) => this.#stalls?.learn(messages),
    });
    this.box = new InputBox({
      ...{ state: this.state, keys: this.keys, outbox: () => this.outbox },
      ...{ store: dependencies.store, clock: dependencies.clock },
      handle: () => this.#handle,
      registryStatus: () => this.#registry?.status ?? null,
    });
    this.outbox = new Outbox({
      state: this.state,
      store: dependencies.store,
      health: dependencies.storeHealth,
      clock: dependencies.clock,
      newId: dependencies.newId,
      host: () => this.box.typingHost(),
      onError: (error) => {
        dependencies.logger.warn(
          { sessionId: record.id, error: String(error) },
          'delivery stopped',
        );
      },
    });
  }

  get id(): string {
    return this.state.record.id;
  }

  get record(): SessionRecord {
    return this.state.record;
  }

  get clock(): Clock {
    return this.#dependencies.clock;
  }

  get hasEnded(): boolean {
    return this.record.exit !== null;
  }

  /** @throws AegisError `session_exited` */
  get handle(): SessionHandle {
    if (this.#handle === null || this.hasEnded) throw this.exitedError();
    return this.#handle;
  }

  /** From now on the end of the process is {@link killSession}'s to tell. */
  expectKill(): void {
    this.#isBeingKilled = true;
  }

  exitedError(): AegisError {
    const { exit } = this.record;
    const how = exit === null ? 'is not running' : `has ended (${exit.reason})`;
    return new AegisError(
      'session_exited',
      `Session ${this.id} ${how}. Resume it to go on with its conversation (\`aegis resume\`, POST …/resume).`,
      { details: { exit, claudeSessionId: this.record.claudeSessionId } },
    );
  }

  /** Begin to watch a running session. */
  attach(handle: SessionHandle): void {
    this.#handle = handle;
    this.record.location = handle.location;
    handle.readAs(this.record.claudeVersion);
    this.#stops.push(
      handle.subscribe({
        onReading: (reading) => this.#onReading(reading),
        onExit: (exit) => this.#onExit(exit),
        onDrift: (lines) => this.#onDrift(lines),
      }),
      this.state.waiters.onCheck(() => this.outbox.pump()),
      this.#watchForDisagreements(handle),
      this.#watchForStalls(handle),
      this.#dependencies.storeHealth.onRecovery(() => this.state.waiters.check()),
    );
    const { configDir } = this.record;
    if (configDir !== null) {
      this.#stops.push(
        this.#dependencies.registry.follow(configDir, handle.location.pid, (entry) =>
          this.#onRegistry(entry),
        ),
      );
    }
    this.conversation.follow();
  }

  /** How the status came about. */
  explain(): Explanation {
    if (this.hasEnded) return explainEnded(this.record);
    const { view, words, times } = this.state;
    return explainSession({
      ...{ view, words, screen: this.#handle?.screen() ?? null },
      version: this.record.claudeVersion,
      timeOf: (moment) => times.timeOf(moment),
    });
  }

  /**
   * A hook call of this session. Resolves with the decision for a permission request; for a notice at once, with null unless the
   * session's policy has something against that tool call.
   */
  async onHook(
    call: HookCall,
    signal: AbortSignal,
  ): Promise<PermissionDecision | ToolDecision | null> {
    const at = this.clock.monotonic();
    this.hooks.heard();
    this.conversation.hear(call);
    this.#stalls?.hear(call);
    this.#lookAtRegistry();
    this.#saidFarewell = isFarewell(call);
    if (call.event !== 'PermissionRequest') {
      this.state.observe({ source: 'hook', at, event: toHookObservation(call, null) });
      if (call.event === 'UserPromptSubmit' && call.prompt !== null && call.agentId === null) {
        // A command that is a prompt in the end comes as it was typed.
        this.outbox.proofs.confirm(
          call.prompt,
          { source: 'hook', rule: 'hook.UserPromptSubmit' },
          () => true,
          ['prompt', 'command'],
        );
      }
      return call.event === 'PreToolUse' ? this.#guard.onToolUse(call) : null;
    }
    return this.#onRequest(call, signal);
  }

  async #onRequest(call: HookCall, signal: AbortSignal): Promise<PermissionDecision | null> {
    const { clock, newId } = this.#dependencies;
    const id = newId('req');
    const found = this.record.policy === null ? null : await this.#guard.judge(call);
    const ruled = found === null || signal.aborted ? null : this.#guard.decide(call, id, found);
    if (ruled !== null) return ruled;
    const at = clock.monotonic();
    const decision = this.state.hold({ id, call, since: clock.now() }, signal);
    this.state.observe({ source: 'hook', at, event: toHookObservation(call, id) });
    // Claude Code hung up before it was heard.
    if (signal.aborted) this.state.withdrawn(id);
    else if (found !== null) this.#guard.asked(call, id, found);
    return decision;
  }

  /** The session is over: say so, durably, once. */
  ended(exit: NonNullable<SessionRecord['exit']>): void {
    if (this.hasEnded) return;
    const { clock } = this.#dependencies;
    const crashed = exit.reason === 'crashed' || exit.reason === 'runtime_lost';
    this.state.observe({ source: 'process', at: clock.monotonic(), exited: true, crashed });
    this.state.commit({ exit, pending: null }, [{ type: 'session-exited', data: { exit } }]);
    this.outbox.cancelAll(exit.reason === 'exited');
    this.state.held.releaseAll();
  }

  /** Stop watching. The session itself is left alone. */
  async release(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#handle?.release();
    this.#handle = null;
    this.state.dispose();
    await this.outbox.stopped();
    await this.conversation.close();
  }

  /** Looks after every observation: each ends with a check of who waits. */
  #watchForDisagreements(handle: SessionHandle): () => void {
    const watch = new DisagreementWatch(this.#dependencies.disagreements, this.clock, {
      words: () => this.state.words,
      reading: () => handle.reading(),
      screen: () => handle.screen(),
      claudeVersion: () => this.record.claudeVersion,
    });
    const stopLooking = this.state.waiters.onCheck(() => watch.look());
    return () => {
      stopLooking();
      watch.stop();
    };
  }

  #watchForStalls(handle: SessionHandle): () => void {
    const { clock, stallThresholdMs: thresholdMs, makeStep } = this.#dependencies;
    const { state } = this;
    const recovery = new RecoveryRunner({
      ...{ state, clock },
      make: (rung, key) => makeStep(this.id, { rung, key }),
    });
    const stalls = new StallWatch({
      ...{ state, clock, thresholdMs, recovery },
      shown: () => shownWork(handle, this.record.claudeVersion),
    });
    this.#stalls = stalls;
    recovery.takeOver();
    const stopLooking = state.waiters.onCheck(() => stalls.look());
    return () => {
      stopLooking();
      stalls.stop();
    };
  }

  #onReading(reading: ScreenReading): void {
    if (reading.status !== this.#shownStatus) this.#lookAtRegistry();
    this.#shownStatus = reading.status;
    this.box.see(reading);
    this.state.observe({ source: 'screen', at: this.clock.monotonic(), reading });
    this.#stalls?.see();
    const handle = this.#handle;
    if (handle === null || this.hasEnded) return;
    // A pane that went meanwhile says so itself.
    this.#screenCheck.statusIs(this.record.status, handle).catch(() => undefined);
  }

  #onRegistry(entry: RegistryEntry | null): void {
    this.#registry = entry;
    // Claude Code takes its file away as it ends: what it said last stands until the process is gone.
    if (entry === null) return;
    if (entry.claudeSessionId !== null) this.conversation.enter(entry.claudeSessionId, null);
    if (entry.version !== null) {
      this.record.claudeVersion = entry.version;
      this.#handle?.readAs(entry.version);
    }
    this.state.observe({
      source: 'registry',
      at: this.clock.monotonic(),
      status: entry.status,
      waitingFor: entry.waitingFor,
      changedAt: this.#registryChange.momentOf(entry.changedAt),
    });
  }

  /** What it says decides whether a turn runs: it must not be older than what the others say. */
  #lookAtRegistry(): void {
    const { configDir } = this.record;
    const pid = this.#handle?.location.pid;
    if (configDir !== null && pid !== undefined) this.#dependencies.registry.look(configDir, pid);
  }

  #onTranscript({ messages, prompts, commands, effect }: TranscriptNews): void {
    this.#stalls?.read(messages);
    for (const command of commands) this.#confirmCommand(command);
    if (prompts.length > 0) this.#confirmLater(prompts);
    if (effect === null) return;
    // Of a conversation that was resumed: its Claude Code before may write down late what it was killed in.
    if (effect.writtenAt !== null && effect.writtenAt < this.#createdAt) return;
    // A line may be read when the next turn has begun already: what counts is when it was written.
    const at = effect.writtenAt ?? this.clock.monotonic();
    const promptedAt = prompts.at(-1)?.writtenAt;
    this.state.observe({
      ...{ source: 'transcript', at, effect: `turn-${effect.turn}` },
      ...(promptedAt === undefined ? {} : { promptedAt }),
    });
  }

  #confirmCommand({ trace, writtenAt }: TranscriptNews['commands'][number]): void {
    if (trace.type === 'shell-output') this.#shellOutputs += 1;
    confirmCommand(this.outbox, trace, (row) => this.outbox.isFromBefore(row, writtenAt));
    if (trace.type === 'command') {
      const evidence = { source: 'transcript', rule: 'transcript.command' } as const;
      this.outbox.proofs.confirmAlias(trace.text, evidence, writtenAt);
    }
  }

  /** How often a shell command's output has been written down: whenever it rises, there is another one in the transcript. */
  get shellOutputs(): number {
    return this.#shellOutputs;
  }

  /** The hook of a prompt says more, and that the turn has begun: its line in the transcript speaks where no hook does. */
  #confirmLater(prompts: TranscriptNews['prompts']): void {
    this.clock.after(HOOK_LAG_MS, () => {
      if (this.hasEnded || this.#handle === null) return;
      for (const { text, writtenAt, isPrompt } of prompts) {
        if (!isPrompt) continue;
        this.outbox.proofs.confirm(text, { source: 'transcript', rule: 'transcript.user' }, (row) =>
          this.outbox.isFromBefore(row, writtenAt),
        );
      }
    });
  }

  #onDrift(lines: number): void {
    this.#dependencies.logger.warn({ sessionId: this.id, lines }, 'screen drifted and was healed');
    this.state.commit({}, [{ type: 'screen-drifted', data: { healed: true, lines } }]);
  }

  #onExit(exit: RuntimeExit): void {
    if (this.#isBeingKilled) return;
    const { code, signal, lastScreen } = exit;
    const reason = exitReason(exit, this.#saidFarewell);
    this.ended({ code, signal, at: toTimestamp(this.clock.now()), reason, lastScreen });
    const pid = this.#handle?.location.pid ?? null;
    // A dead pane is kept by tmux until its last screen was read, which is now.
    this.#handle?.remove().catch(() => undefined);
    // Who leaves in peace may leave something running on purpose.
    if (reason !== 'exited') void this.#endLeftovers(pid);
  }

  async #endLeftovers(pid: number | null): Promise<void> {
    const { clock, logger } = this.#dependencies;
    await endLeftovers({ id: this.id, pid }, { clock, logger }).catch((error: unknown) => {
      logger.warn({ sessionId: this.id, error: String(error) }, 'leftovers could not be ended');
    });
  }
}
