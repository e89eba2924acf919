import { LatencyMeter, type AegisEvent, type LatencyName } from '@aegis/core';
import {
  DELIVERY_VERDICTS,
  EXIT_REASONS,
  GATE_VERDICTS,
  MESSAGE_ROLES,
  PENDING_KINDS,
  POLICY_DECISIONS,
  STALL_KINDS,
  TURN_OUTCOMES,
} from '@aegis/protocol';
import type { Histogram } from 'prom-client';
import type { Counters } from './definitions.ts';

/** Pendings that policies have decided and whose end was not told yet. */
const MOST_DECIDED = 1_000;

/** Counts and measures what events tell. */
export class EventFeed {
  readonly #counters: Counters;
  readonly #latencies: Readonly<Record<LatencyName, Histogram>>;
  /** Of the sessions that run. */
  readonly #meters = new Map<string, LatencyMeter>();
  readonly #decided = new Set<string>();

  constructor(counters: Counters, latencies: Readonly<Record<LatencyName, Histogram>>) {
    this.#counters = counters;
    this.#latencies = latencies;
    beginAtZero(counters);
  }

  take(event: AegisEvent): void {
    this.#count(event);
    if (event.sessionId === null) return;
    const meter = this.#meters.get(event.sessionId) ?? new LatencyMeter();
    this.#meters.set(event.sessionId, meter);
    for (const { latency, ms } of meter.take(event)) this.#latencies[latency].observe(ms / 1_000);
    if (event.type === 'session-exited') this.#meters.delete(event.sessionId);
  }

  #count(event: AegisEvent): void {
    const counters = this.#counters;
    switch (event.type) {
      case 'session-created':
        counters.created.inc();
        break;
      case 'session-exited':
        counters.exited.inc({ reason: event.data.exit.reason });
        break;
      case 'delivery-changed':
        counters.prompts.inc({ verdict: event.data.verdict });
        break;
      case 'turn-ended':
        counters.turns.inc({ outcome: event.data.turn.outcome });
        break;
      case 'pending-opened':
        counters.pendingsOpened.inc({ kind: event.data.pending.kind });
        break;
      case 'pending-closed':
        counters.pendingsClosed.inc({ by: this.#closedBy(event.data) });
        break;
      case 'policy-decided':
        this.#decide(event.data.verdict);
        break;
      case 'stall-began':
        counters.stalls.inc({ kind: event.data.stall.kind });
        break;
      case 'recovery-step':
        counters.recoverySteps.inc({
          rung: event.data.step.rung,
          outcome: event.data.step.outcome,
        });
        break;
      case 'gate-finished':
        counters.gates.inc({ verdict: event.data.report.verdict });
        break;
      case 'message-added':
        counters.messages.inc({ role: event.data.message.role });
        break;
      case 'screen-drifted':
        counters.drifts.inc();
        break;
      default:
    }
  }

  #closedBy({
    pendingId,
    closedBy,
  }: Extract<AegisEvent, { type: 'pending-closed' }>['data']): string {
    const wasDecided = this.#decided.delete(pendingId);
    return wasDecided && closedBy === 'aegis' ? 'policy' : closedBy;
  }

  #decide({
    decision,
    pendingId,
  }: Extract<AegisEvent, { type: 'policy-decided' }>['data']['verdict']): void {
    this.#counters.policyDecisions.inc({ decision });
    if (decision === 'ask' || pendingId === null) return;
    if (this.#decided.size >= MOST_DECIDED) this.#decided.clear();
    this.#decided.add(pendingId);
  }
}

/** A rate over a series that appears with its first event would miss that event. */
function beginAtZero(counters: Counters): void {
  for (const verdict of DELIVERY_VERDICTS) {
    if (verdict !== 'queued') counters.prompts.inc({ verdict }, 0);
  }
  for (const outcome of TURN_OUTCOMES) counters.turns.inc({ outcome }, 0);
  for (const reason of EXIT_REASONS) counters.exited.inc({ reason }, 0);
  for (const kind of PENDING_KINDS) counters.pendingsOpened.inc({ kind }, 0);
  for (const by of ['aegis', 'policy', 'elsewhere']) counters.pendingsClosed.inc({ by }, 0);
  for (const decision of POLICY_DECISIONS) counters.policyDecisions.inc({ decision }, 0);
  for (const kind of STALL_KINDS) counters.stalls.inc({ kind }, 0);
  for (const verdict of GATE_VERDICTS) counters.gates.inc({ verdict }, 0);
  for (const role of MESSAGE_ROLES) counters.messages.inc({ role }, 0);
}
