import type {
  AegisEvent,
  AnswerBody,
  AnswerResult,
  ApproveBody,
  BashBody,
  BashResult,
  CommandBody,
  EffectResult,
  Explanation,
  GateBody,
  GateReport,
  Latency,
  PaneQuery,
  PaneResult,
  PermissionPolicy,
  ReadQuery,
  ReadResult,
  RecoveryPolicy,
  RejectBody,
  SendBody,
  SendResult,
  Session,
  SessionHealth,
  SessionMetrics,
  SessionStatus,
  Summary,
  WaitResult,
} from '@aegis/protocol';
import { WAITING_STATUSES } from '@aegis/protocol';
import { answer, approve, reject } from '../answer/answerer.ts';
import { runBash } from '../command/run-bash.ts';
import { runCommand } from '../command/run-command.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Gates } from '../gate/gates.ts';
import type { Insight } from '../insight/insight.ts';
import type { Clock } from '../ports/clock.ts';
import { checkSessionPolicy } from '../policy/check-policy.ts';
import { killSession } from '../session/kill-session.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { escape, interrupt } from '../session/press-escape.ts';
import { releaseSession } from '../session/release-session.ts';
import { readConversation } from '../session/read-conversation.ts';
import { sendText } from '../session/send-text.ts';
import { toSession } from '../session/session-view.ts';
import type { Worktrees } from '../worktree/worktrees.ts';

/** Default milliseconds of {@link AegisSession.waitFor}. */
const DEFAULT_WAIT_MS = 60_000;
/** Milliseconds that a read waits for Claude Code to write down what it has already said. */
const TRANSCRIPT_TIMEOUT_MS = 1_500;
const DEFAULT_WAIT_STATUSES: readonly SessionStatus[] = ['idle', ...WAITING_STATUSES, 'exited'];

export interface WaitForOptions {
  /** Default 60,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface SessionEventsOptions {
  /** Replay from after this event id; default: from now on. */
  after?: number;
  signal?: AbortSignal;
}

/** What the methods of a session are made of. */
export interface SessionServices {
  events: EventLog;
  clock: Clock;
  gates: Gates;
  insight: Insight;
  worktrees: Pick<Worktrees, 'settled'>;
}

/** A session to act on. Every method throws AegisError with a code that the README lists. */
export class AegisSession {
  readonly #session: ManagedSession;
  readonly #services: SessionServices;

  /** Made by `aegis.sessions` alone. */
  constructor(session: ManagedSession, services: SessionServices) {
    this.#session = session;
    this.#services = services;
  }

  get id(): string {
    return this.#session.id;
  }

  /** The session as it stands now. */
  info(): Session {
    return toSession(this.#session.record);
  }

  /** How its status came about: how the screen was read, what each source says, and which of them was believed. */
  explain(): Explanation {
    return this.#session.explain();
  }

  /** Send a prompt; answers when its delivery is proven or cannot be at once. */
  send(text: string, options: Omit<SendBody, 'text'> = {}): Promise<SendResult> {
    return sendText(this.#session, { ...options, text }, this.#services.clock);
  }

  approve(body: ApproveBody = {}): Promise<AnswerResult> {
    return approve(this.#session, body);
  }

  reject(body: RejectBody = {}): Promise<AnswerResult> {
    return reject(this.#session, body);
  }

  answer(answers: AnswerBody['answers'], requestId?: string): Promise<AnswerResult> {
    return answer(this.#session, { answers, ...(requestId === undefined ? {} : { requestId }) });
  }

  escape(): Promise<EffectResult> {
    return escape(this.#session);
  }

  interrupt(): Promise<EffectResult> {
    return interrupt(this.#session);
  }

  /** The conversation, whole or after a cursor. Once the session is idle, the last turn's words are in it. */
  async read(query: ReadQuery = {}): Promise<ReadResult> {
    await this.#session.conversation.caughtUp(TRANSCRIPT_TIMEOUT_MS);
    return readConversation(this.#session.record, query);
  }

  /** What the terminal shows. */
  pane(query: PaneQuery = {}): Promise<PaneResult> {
    const { format = 'text', history = 0 } = query;
    return this.#session.handle.capture({ format, historyLines: history });
  }

  /**
   * Wait until the session is in one of these statuses (default: idle, waiting for somebody, or exited; any dialog that is
   * open counts, also one that has no status of its own). Idle counts once no prompt is queued and `lastTurn` says how the
   * turn ended. A session that has ended is not waited for.
   * @throws AegisError `shutting_down`
   */
  async waitFor(
    statuses?: SessionStatus | readonly SessionStatus[],
    options: WaitForOptions = {},
  ): Promise<WaitResult> {
    const asked = typeof statuses === 'string' ? [statuses] : statuses;
    const wanted = asked ?? DEFAULT_WAIT_STATUSES;
    const { timeoutMs = DEFAULT_WAIT_MS, signal } = options;
    const reached = await this.#session.state.waiters.until(
      () => {
        const { status, pending } = this.#session.record;
        if (asked === undefined && pending !== null) return 'now';
        if (!wanted.includes(status)) return this.#session.hasEnded ? 'never' : null;
        return status === 'idle' && !this.#session.state.isAtRest ? null : 'now';
      },
      { timeoutMs, signal },
    );
    return { ...this.info(), timedOut: reached !== 'now' };
  }

  events(options: SessionEventsOptions = {}): AsyncGenerator<AegisEvent, void, undefined> {
    return this.#services.events.subscribe({ ...options, sessionId: this.id });
  }

  /** Run a slash command. */
  command(command: string, options: Omit<CommandBody, 'command'> = {}): Promise<SendResult> {
    return runCommand(this.#session, { ...options, command });
  }

  /** Run a shell command in the session, as a person does with `!`: nobody is asked before it runs. */
  bash(command: string, options: Omit<BashBody, 'command'> = {}): Promise<BashResult> {
    return runBash(this.#session, { ...options, command }, this.#services.clock);
  }

  /** What was said and done, how long it took, what it cost. */
  async summary(): Promise<Summary> {
    await this.#session.conversation.caughtUp(TRANSCRIPT_TIMEOUT_MS);
    return this.#services.insight.summary(this.#session);
  }

  /** What happened, counted from the stored events. */
  async metrics(): Promise<SessionMetrics> {
    await this.#session.conversation.caughtUp(TRANSCRIPT_TIMEOUT_MS);
    return this.#services.insight.metrics(this.#session);
  }

  /** How long it takes to start, to get a prompt, to respond, to be answered; out of the stored events. */
  async latency(): Promise<Latency> {
    await this.#session.conversation.caughtUp(TRANSCRIPT_TIMEOUT_MS);
    return this.#services.insight.latency(this.#session);
  }

  /** Whether it is alive and well, and what to do where it is not. */
  health(): SessionHealth {
    return this.#services.insight.health(this.#session);
  }

  /**
   * Decide by rules what the session may do, from the next request on; null: somebody is asked.
   * @throws AegisError `session_exited`, `invalid_request` for a rule that can never be what was meant, `not_supported`
   * for a session without hooks
   */
  setPolicy(policy: PermissionPolicy | null): Session {
    if (policy !== null) checkSessionPolicy(this.#session, policy);
    return this.#change({ policy });
  }

  /** What is done when it stalls; null: nothing. @throws AegisError `session_exited` */
  setRecovery(recovery: RecoveryPolicy | null): Session {
    return this.#change({ recovery, ladder: null });
  }

  /** Check its work: the conversation, and commands in its workDir. */
  gate(body: GateBody = {}, signal?: AbortSignal): Promise<GateReport> {
    return this.#services.gates.run(this.#session, body, signal);
  }

  /** @throws AegisError `gate_not_found` */
  lastGate(): GateReport {
    return this.#services.gates.last(this.#session);
  }

  /** Let go of an adopted session; it goes on in its pane. @throws AegisError `not_adopted`, `session_exited` */
  release(): void {
    releaseSession(this.#session);
  }

  /** End the session and every process that it started; its worktree goes, if nothing is lost by it. Again is fine. */
  async kill(): Promise<void> {
    await killSession(this.#session, this.#services.clock);
    await this.#services.worktrees.settled(this.id);
  }

  #change(
    patch: { policy: PermissionPolicy | null } | { recovery: RecoveryPolicy | null; ladder: null },
  ): Session {
    if (this.#session.hasEnded) throw this.#session.exitedError();
    this.#session.state.commit(patch);
    return this.info();
  }
}
