import {
  toTimestamp,
  type AegisEvent,
  type Latency,
  type SessionHealth,
  type SessionMetrics,
  type Summary,
} from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import { toMessages, type PriceLookup } from '@aegis/transcript';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import { processStat } from '../process/process-stat.ts';
import { conversationOf } from '../session/read-conversation.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { readUsage } from '../usage/read-usage.ts';
import { ChangedFiles } from './changed-files.ts';
import { EventTally } from './event-tally.ts';
import { judgeHealth, type HealthFacts } from './judge-health.ts';
import { LatencyMeter, type LatencyName } from './latency-meter.ts';
import { latencyStats } from './latency-stats.ts';
import { MessageTally } from './message-tally.ts';

export interface InsightDependencies {
  store: SessionStore;
  events: EventLog;
  clock: Clock;
  prices: PriceLookup;
}

/** What is known of a session beyond its state: counted, measured and judged, when it is asked for. */
export class Insight {
  readonly #dependencies: InsightDependencies;

  constructor(dependencies: InsightDependencies) {
    this.#dependencies = dependencies;
  }

  /** Reads the whole conversation. */
  async summary({ record }: ManagedSession): Promise<Summary> {
    const messages = new MessageTally();
    const files = new ChangedFiles();
    for await (const message of conversationOf(record)) {
      messages.take(message);
      files.take(message);
    }
    const usage = await readUsage(record, this.#dependencies.prices, (entry) => {
      if (entry.isSidechain) for (const message of toMessages(entry)) files.take(message);
    });
    const { counts } = await this.#tally(record);
    return {
      id: record.id,
      name: record.name,
      workDir: record.workDir,
      status: record.status,
      statusText: record.statusText,
      lastTurn: record.lastTurn,
      ...messages.tally(),
      filesChanged: files.list(),
      usage: usage.total(),
      models: usage.byModel(),
      durationMs: Math.max(0, this.#until(record) - record.createdAt),
      workingMs: counts.statusMs['working'] ?? 0,
      createdAt: toTimestamp(record.createdAt),
      endedAt: record.exit?.at ?? null,
    };
  }

  /** Reads all stored events of the session. */
  async metrics({ record }: ManagedSession): Promise<SessionMetrics> {
    const { counts, complete } = await this.#tally(record);
    const usage = await readUsage(record, this.#dependencies.prices);
    return {
      id: record.id,
      complete,
      ...counts,
      usage: usage.total(),
      models: usage.byModel(),
      contextTokens: usage.contextTokens(),
    };
  }

  /** Reads all stored events of the session. */
  async latency({ record }: ManagedSession): Promise<Latency> {
    const meter = new LatencyMeter();
    const samples: Record<LatencyName, number[]> = {
      ...{ startup: [], delivery: [], firstResponse: [], turn: [], answer: [] },
    };
    const complete = await this.#forEachEvent(record.id, (event) => {
      for (const { latency, ms } of meter.take(event)) samples[latency].push(ms);
    });
    return {
      id: record.id,
      complete,
      startup: latencyStats(samples.startup),
      delivery: latencyStats(samples.delivery),
      firstResponse: latencyStats(samples.firstResponse),
      turn: latencyStats(samples.turn),
      answer: latencyStats(samples.answer),
    };
  }

  health(session: ManagedSession): SessionHealth {
    const { record } = session;
    const prompts = this.#dependencies.store.listOutbox({
      sessionId: record.id,
      states: ['delivered', 'unconfirmed'],
    });
    const last = prompts.at(-1);
    return judgeHealth({
      record,
      now: this.#dependencies.clock.now(),
      process: processOf(record),
      isSaved: session.state.isSaved,
      unconfirmed: last?.state === 'unconfirmed' ? last.id : null,
      hooksSilent:
        record.adopted === null &&
        last?.state === 'delivered' &&
        session.hooks.areSilentSince(last.createdAt) &&
        last.evidence?.['source'] !== 'hook',
    });
  }

  async #tally(record: SessionRecord) {
    const tally = new EventTally();
    const complete = await this.#forEachEvent(record.id, (event) => tally.take(event));
    const queued = record.exit === null ? record.detail.queued : 0;
    return { complete, counts: tally.counts({ until: this.#until(record), queued }) };
  }

  /** @returns whether they begin with the first that ever was: the oldest are pruned first */
  async #forEachEvent(sessionId: string, take: (event: AegisEvent) => void): Promise<boolean> {
    let complete: boolean | null = null;
    for await (const event of this.#dependencies.events.stored(sessionId)) {
      complete ??= event.type === 'session-created';
      take(event);
    }
    return complete ?? false;
  }

  #until({ exit }: SessionRecord): number {
    return exit === null ? this.#dependencies.clock.now() : Date.parse(exit.at);
  }
}

function processOf({ location, adopted, exit }: SessionRecord): HealthFacts['process'] {
  const pid = adopted?.pid ?? location?.pid;
  if (exit !== null) return 'gone';
  if (pid === undefined) return 'unknown';
  const stat = processStat(pid);
  if (stat === 'unknown') return 'unknown';
  return stat === null || stat.state === 'Z' ? 'gone' : 'runs';
}
