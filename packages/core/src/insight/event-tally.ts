import type { AegisEvent, DeliveryVerdict, SessionMetrics, SessionStatus } from '@aegis/protocol';
import { ToolTally } from './tool-tally.ts';

/** Changes of status that are listed; the newest ones. All of them count. */
const MOST_HISTORY = 1_000;

type Counted = Omit<SessionMetrics, 'id' | 'complete' | 'usage' | 'models' | 'contextTokens'>;

/** Counts one session's events, in their order. Subagents' messages are left out, as everywhere in a conversation. */
export class EventTally {
  readonly #verdicts = new Map<string, DeliveryVerdict>();
  readonly #outcomes = { completed: 0, interrupted: 0, failed: 0, refused: 0, limited: 0 };
  readonly #pendings = { opened: 0, byAegis: 0, elsewhere: 0, byPolicy: 0 };
  readonly #policy = { allowed: 0, denied: 0, asked: 0 };
  /** Pendings that a policy closed, and those that Aegis closed: the two events come in either order. */
  readonly #decided = new Set<string>();
  readonly #closedByAegis = new Set<string>();
  readonly #tools = new ToolTally();
  readonly #statusMs = new Map<SessionStatus, number>();
  #history: { status: SessionStatus; at: string }[] = [];
  #statusSince: { status: SessionStatus; at: number } | null = null;
  #stalls = 0;
  #recoverySteps = 0;
  #messages = 0;

  take(event: AegisEvent): void {
    switch (event.type) {
      case 'session-created':
        this.#enter(event.data.session.status, event.at);
        break;
      case 'status-changed':
        this.#enter(event.data.to, event.at);
        break;
      case 'delivery-changed':
        this.#verdicts.set(event.data.messageId, event.data.verdict);
        break;
      case 'turn-ended':
        this.#outcomes[event.data.turn.outcome] += 1;
        break;
      case 'pending-opened':
        this.#pendings.opened += 1;
        break;
      case 'pending-closed':
        this.#closed(event.data);
        break;
      case 'policy-decided':
        this.#decide(event.data.verdict);
        break;
      case 'stall-began':
        this.#stalls += 1;
        break;
      case 'recovery-step':
        this.#recoverySteps += 1;
        break;
      case 'message-added':
        if (event.data.message.isSidechain) break;
        this.#messages += 1;
        this.#tools.take(event.data.message);
        break;
      default:
    }
  }

  /**
   * @param until epoch milliseconds up to which the last status lasts: now, or the end of the session
   * @param queued prompts that still wait; their events are still to come
   */
  counts({ until, queued }: { until: number; queued: number }): Counted {
    const tools = this.#tools.list();
    const sum = (field: 'calls' | 'errors') => tools.reduce((all, tool) => all + tool[field], 0);
    return {
      prompts: { ...this.#prompts(), queued },
      turns: {
        total: Object.values(this.#outcomes).reduce((all, one) => all + one, 0),
        byOutcome: { ...this.#outcomes },
      },
      pendings: { ...this.#pendings },
      policy: { ...this.#policy },
      stalls: this.#stalls,
      recoverySteps: this.#recoverySteps,
      messages: this.#messages,
      toolCalls: sum('calls'),
      toolErrors: sum('errors'),
      tools,
      statusMs: this.#times(until),
      statusHistory: [...this.#history],
    };
  }

  #enter(status: SessionStatus, at: string): void {
    const time = Date.parse(at);
    this.#leave(time);
    this.#statusSince = { status, at: time };
    this.#history.push({ status, at });
    // Seldom, so that it costs nothing for each.
    if (this.#history.length >= 2 * MOST_HISTORY)
      this.#history = this.#history.slice(-MOST_HISTORY);
  }

  #leave(at: number): void {
    const since = this.#statusSince;
    if (since === null) return;
    const before = this.#statusMs.get(since.status) ?? 0;
    this.#statusMs.set(since.status, before + Math.max(0, at - since.at));
  }

  #times(until: number): Record<string, number> {
    const times = Object.fromEntries(this.#statusMs);
    const since = this.#statusSince;
    if (since === null) return times;
    const soFar = times[since.status] ?? 0;
    return { ...times, [since.status]: soFar + Math.max(0, until - since.at) };
  }

  #prompts() {
    const prompts = { delivered: 0, unconfirmed: 0, failed: 0 };
    for (const verdict of this.#verdicts.values()) {
      if (verdict !== 'queued') prompts[verdict] += 1;
    }
    return prompts;
  }

  #closed({ pendingId, closedBy }: Extract<AegisEvent, { type: 'pending-closed' }>['data']): void {
    if (closedBy === 'elsewhere') {
      this.#pendings.elsewhere += 1;
      return;
    }
    this.#closedByAegis.add(pendingId);
    this.#pendings[this.#decided.has(pendingId) ? 'byPolicy' : 'byAegis'] += 1;
  }

  #decide({
    decision,
    pendingId,
  }: Extract<AegisEvent, { type: 'policy-decided' }>['data']['verdict']): void {
    if (decision === 'ask') {
      this.#policy.asked += 1;
      return;
    }
    this.#policy[decision === 'allow' ? 'allowed' : 'denied'] += 1;
    if (pendingId === null || this.#decided.has(pendingId)) return;
    this.#decided.add(pendingId);
    if (!this.#closedByAegis.has(pendingId)) return;
    this.#pendings.byAegis -= 1;
    this.#pendings.byPolicy += 1;
  }
}
