import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AegisError,
  toTimestamp,
  type AegisEvent,
  type DeadLetter,
  type Webhook,
} from '@aegis/protocol';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { afterAttempt, type AttemptOutcome, type Problem } from './after-attempt.ts';
import type { WebhookDefinition, WebhookRows } from './webhook-rows.ts';

/** Milliseconds until the events are read again where that failed. */
const READ_AGAIN_AFTER_MS = 5_000;
/** Events not asked for that are passed by before that is stored, and before others have their turn. */
const PASSED_BY = 200;

export interface WorkerDependencies {
  rows: WebhookRows;
  events: Pick<EventLog, 'start' | 'subscribe'>;
  clock: Clock;
  logger: Logger;
  attempt: (event: AegisEvent, signal: AbortSignal) => Promise<AttemptOutcome>;
  retryAfterMs: readonly number[];
}

/** Tells one webhook what happens: event by event, in order, one request at a time, from where it was. */
export class WebhookWorker {
  readonly definition: WebhookDefinition;
  readonly #dependencies: WorkerDependencies;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #after: number;
  /** How far it is in the store. */
  #storedAfter: number;
  /** Given up on, and not stored yet. */
  #unstored: DeadLetter[] = [];
  #failing: Webhook['failing'] = null;

  /** @param after id of the last event that it is done with */
  constructor(definition: WebhookDefinition, after: number, dependencies: WorkerDependencies) {
    this.definition = definition;
    this.#after = after;
    this.#storedAfter = after;
    this.#dependencies = dependencies;
    this.#done = this.#run();
  }

  view(): Webhook {
    const { id, url, events, sessionId, createdAt } = this.definition;
    return {
      id,
      url,
      events,
      sessionId,
      createdAt: toTimestamp(createdAt),
      after: this.#after,
      failing: this.#failing,
    };
  }

  /** Newest first. */
  dead(): DeadLetter[] {
    return [...this.#unstored, ...this.#dependencies.rows.dead(this.definition.id)];
  }

  /** A request that is being made is broken off; the next start makes it again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  /** As {@link WebhookWorker.stop}, and what is known is stored. */
  async close(): Promise<void> {
    await this.stop();
    if (this.#after > this.#storedAfter || this.#unstored.length > 0) this.#store();
  }

  async #run(): Promise<void> {
    const { logger } = this.#dependencies;
    for (;;) {
      try {
        // Whoever makes a worker has its answer before anything is sent.
        await nextTurn();
        await this.#follow();
        return;
      } catch (error) {
        if (AegisError.is(error) && error.code === 'events_pruned') continue;
        if (this.#isStopped()) return;
        const fields = { webhookId: this.definition.id, error: String(error) };
        logger.warn(fields, 'events for a webhook could not be read');
        await this.#pause(READ_AGAIN_AFTER_MS);
      }
    }
  }

  /** Until it is stopped, or there are no more events. */
  async #follow(): Promise<void> {
    const { events } = this.#dependencies;
    const { signal } = this.#stopping;
    if (this.#isStopped()) return;
    const { gap, after } = events.start(this.#after);
    if (gap) this.#passOver(after);
    for await (const event of events.subscribe({ after: this.#after, signal })) {
      // A page that was read before goes on after it.
      if (this.#isStopped()) return;
      if (this.#isWanted(event)) {
        await this.#deliver(event);
        if (this.#isStopped()) return;
        this.#after = event.id;
        this.#store();
        continue;
      }
      this.#after = event.id;
      if (this.#after - this.#storedAfter < PASSED_BY) continue;
      this.#store();
      await nextTurn();
    }
  }

  /** Asked, since it changes with every await. */
  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #isWanted({ type, sessionId }: AegisEvent): boolean {
    const wanted = this.definition;
    return (
      (wanted.events === null || wanted.events.includes(type)) &&
      (wanted.sessionId === null || wanted.sessionId === sessionId)
    );
  }

  /** Until it is delivered, given up on, or the worker is stopped. */
  async #deliver(event: AegisEvent): Promise<void> {
    const { attempt, clock, retryAfterMs } = this.#dependencies;
    const { signal } = this.#stopping;
    for (let attempts = 1; !this.#isStopped(); attempts += 1) {
      const outcome = await attempt(event, signal);
      if (this.#isStopped()) return;
      const next = afterAttempt(outcome, attempts, retryAfterMs);
      if (next.type === 'retry') {
        const { reason, httpStatus, detail } = next.problem;
        const nextAttemptAt = toTimestamp(clock.now() + next.afterMs);
        this.#failing = { eventId: event.id, attempts, reason, httpStatus, detail, nextAttemptAt };
        await this.#pause(next.afterMs);
        continue;
      }
      this.#failing = null;
      if (next.type === 'give-up') this.#giveUp(event, attempts, next.problem);
      return;
    }
  }

  #giveUp({ id, type, sessionId }: AegisEvent, attempts: number, problem: Problem): void {
    const at = toTimestamp(this.#dependencies.clock.now());
    this.#unstored.unshift({ eventId: id, type, sessionId, attempts, ...problem, at });
    this.#warn({ eventId: id, attempts, reason: problem.reason });
  }

  /** The events until `after` are gone. */
  #passOver(after: number): void {
    const at = toTimestamp(this.#dependencies.clock.now());
    const eventId = this.#after + 1;
    const detail =
      after >= eventId
        ? `The events ${eventId} to ${after} were deleted before they could be sent.`
        : `The events go on after ${after}: they are of another database.`;
    const problem = { attempts: 0, reason: 'pruned' as const, httpStatus: null, detail };
    this.#unstored.unshift({ eventId, type: null, sessionId: null, ...problem, at });
    this.#after = after;
    this.#warn({ eventId, attempts: 0, reason: problem.reason });
    this.#store();
  }

  #warn(fields: { eventId: number; attempts: number; reason: string }): void {
    const { id, url } = this.definition;
    // The host alone: addresses of webhooks have secrets in their paths.
    const known = { webhookId: id, host: new URL(url).host, ...fields };
    this.#dependencies.logger.warn(known, 'a webhook was not told of an event');
  }

  /** Where that fails the next time stores it; after a restart meanwhile the receiver hears of some events again. */
  #store(): void {
    const { rows, logger } = this.#dependencies;
    const { id } = this.definition;
    try {
      rows.advance(id, this.#after, this.#unstored);
      this.#storedAfter = this.#after;
      this.#unstored = [];
    } catch (error) {
      logger.warn({ webhookId: id, error: String(error) }, 'how far a webhook is was not stored');
    }
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    if (this.#isStopped()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#dependencies.clock.after(ms, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
