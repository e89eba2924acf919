import type { AegisEvent, SessionStatus } from '@aegis/protocol';
import { WAITING_STATUSES } from '@aegis/protocol';

export const LATENCIES = ['startup', 'delivery', 'firstResponse', 'turn', 'answer'] as const;
export type LatencyName = (typeof LATENCIES)[number];

export interface LatencySample {
  latency: LatencyName;
  ms: number;
}

/** A prompt that was delivered and whose turn has not ended. */
interface OpenTurn {
  deliveredAt: number;
  hasResponse: boolean;
}

/** Claude Code takes a prompt, asks something, or works on the prompt that it was started with. */
const STARTED: ReadonlySet<SessionStatus> = new Set(['idle', 'working', ...WAITING_STATUSES]);
/** Dialogs that are open at once in one session, and what a lost end may leave behind. */
const MOST_OPEN = 100;

/**
 * Measures how long one session takes, out of its events in their order. A prompt that comes while a turn runs is a part of
 * that turn. What the wall clock makes negative is no measurement.
 */
export class LatencyMeter {
  #startedAt: number | null = null;
  #turn: OpenTurn | null = null;
  readonly #openedAt = new Map<string, number>();

  take(event: AegisEvent): LatencySample[] {
    const at = Date.parse(event.at);
    switch (event.type) {
      case 'session-created':
        // An adopted one was started by somebody else, and when is not known.
        this.#startedAt = event.data.session.status === 'starting' ? at : null;
        return [];
      case 'status-changed':
        return STARTED.has(event.data.to) ? this.#started(at) : [];
      case 'pending-opened':
        this.#opened(event.data.pending.id, at);
        return this.#started(at);
      case 'pending-closed':
        return this.#closed(event.data.pendingId, at);
      case 'delivery-changed':
        return this.#delivered(event.data, at);
      case 'message-added':
        return this.#heard(event.data.message, at);
      case 'turn-ended':
        return this.#ended(Date.parse(event.data.turn.endedAt));
      case 'session-exited':
        this.#turn = null;
        this.#startedAt = null;
        this.#openedAt.clear();
        return [];
      default:
        return [];
    }
  }

  #started(at: number): LatencySample[] {
    const since = this.#startedAt;
    this.#startedAt = null;
    return sample('startup', since, at);
  }

  #opened(id: string, at: number): void {
    if (this.#openedAt.size >= MOST_OPEN) this.#openedAt.clear();
    this.#openedAt.set(id, at);
  }

  #closed(id: string, at: number): LatencySample[] {
    const since = this.#openedAt.get(id) ?? null;
    this.#openedAt.delete(id);
    return sample('answer', since, at);
  }

  #delivered(
    { verdict, evidence, tookMs }: Extract<AegisEvent, { type: 'delivery-changed' }>['data'],
    at: number,
  ): LatencySample[] {
    if (verdict !== 'delivered') return [];
    const deliveredAt = evidence === null ? at : Date.parse(evidence.at);
    this.#turn ??= { deliveredAt, hasResponse: false };
    return tookMs === null ? [] : [{ latency: 'delivery', ms: tookMs }];
  }

  #heard(
    message: Extract<AegisEvent, { type: 'message-added' }>['data']['message'],
    at: number,
  ): LatencySample[] {
    const { role, contentType, isSidechain, timestamp } = message;
    const turn = this.#turn;
    if (turn === null || turn.hasResponse || role !== 'assistant' || isSidechain) return [];
    if (contentType !== 'text' && contentType !== 'tool_use') return [];
    const saidAt = timestamp === null ? at : Date.parse(timestamp);
    // Of the turn before, and read late.
    if (saidAt < turn.deliveredAt) return [];
    turn.hasResponse = true;
    return sample('firstResponse', turn.deliveredAt, saidAt);
  }

  #ended(at: number): LatencySample[] {
    const since = this.#turn?.deliveredAt ?? null;
    // It ended before this one began, and that was found out late.
    if (since !== null && at < since) return [];
    this.#turn = null;
    return sample('turn', since, at);
  }
}

function sample(latency: LatencyName, since: number | null, at: number): LatencySample[] {
  return since === null || at < since ? [] : [{ latency, ms: at - since }];
}
