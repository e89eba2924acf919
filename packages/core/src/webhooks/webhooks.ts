import { randomBytes } from 'node:crypto';
import {
  AegisError,
  type CreatedWebhook,
  type CreateWebhookBody,
  type DeadLetter,
  type Webhook,
} from '@aegis/protocol';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { RETRY_AFTER_MS } from './after-attempt.ts';
import { parseAllowList } from './allow-list.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { parseTarget, targetRefused } from './parse-target.ts';
import { ownAddresses, resolveBySystem } from './system-addresses.ts';
import { createTargetGuard, type CheckTarget, type ResolveHost } from './target-guard.ts';
import { WebhookRows, type WebhookDefinition, type WebhookStore } from './webhook-rows.ts';
import { WebhookWorker } from './webhook-worker.ts';

/** Each of them reads every event. */
const MAX_WEBHOOKS = 50;
const TIMEOUT_MS = 10_000;

export interface WebhookOptions {
  /** Hosts that may be called though they are private: exact names, IP addresses, CIDR ranges. Default: none. */
  allow?: readonly string[];
  /** Port of the server that is built on this core: no webhook goes to it on this machine, whatever is allowed. */
  ownPort?: number;
  /** How names are resolved; default: as the system does. */
  resolveHost?: ResolveHost;
  /** Milliseconds that one attempt may take, the name's resolution included; default 10,000. */
  timeoutMs?: number;
  /** Milliseconds from each failed attempt to the next; after the last of them it is given up. Default: {@link RETRY_AFTER_MS}. */
  retryAfterMs?: readonly number[];
}

export interface WebhookDependencies {
  store: WebhookStore;
  events: EventLog;
  clock: Clock;
  logger: Logger;
  /** Ports of this machine that are Aegis's own: no webhook goes there, whatever is allowed. */
  ownPorts: () => readonly number[];
  /** @throws AegisError `session_not_found` */
  assertSession: (id: string) => void;
}

/** Addresses that are told what happens: every event at least once, in order, also over restarts. */
export class Webhooks {
  readonly #dependencies: WebhookDependencies;
  readonly #options: WebhookOptions;
  readonly #rows: WebhookRows;
  readonly #checkTarget: CheckTarget;
  readonly #workers = new Map<string, WebhookWorker>();

  /** @throws AegisError `config_invalid` */
  constructor(options: WebhookOptions, dependencies: WebhookDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#rows = new WebhookRows(dependencies.store, () => dependencies.clock.now());
    this.#checkTarget = createTargetGuard({
      allow: parseAllowList(options.allow ?? []),
      resolveHost: options.resolveHost ?? resolveBySystem,
      ownAddresses,
      ownPorts: dependencies.ownPorts,
    });
  }

  /** Goes on where each webhook was. @throws StoreError */
  start(): void {
    const { events } = this.#dependencies;
    for (const definition of this.#rows.list()) {
      this.#work(definition, this.#rows.after(definition.id) ?? events.lastId());
    }
  }

  /**
   * From the next event on.
   * @throws AegisError `invalid_request`, `webhook_target_refused`, `session_not_found`, `not_supported` where there are too
   * many; StoreError
   */
  async add({ url, events, sessionId, secret }: CreateWebhookBody): Promise<CreatedWebhook> {
    const { clock, assertSession } = this.#dependencies;
    if (sessionId !== undefined) assertSession(sessionId);
    const target = parseTarget(url);
    this.#assertRoom();
    const checked = await this.#checkTarget(target);
    if (checked.type !== 'allowed') throw targetRefused(checked.why, checked.type);
    // Others may have come meanwhile.
    this.#assertRoom();
    const made = `whsec_${randomBytes(32).toString('base64url')}`;
    const definition: WebhookDefinition = {
      id: `whk_${randomBytes(10).toString('hex')}`,
      url: target.url.href,
      events: events ?? null,
      sessionId: sessionId ?? null,
      secret: secret ?? made,
      createdAt: clock.now(),
    };
    const after = this.#dependencies.events.lastId();
    this.#rows.insert(definition, after);
    return {
      ...this.#work(definition, after).view(),
      secret: secret === undefined ? made : null,
    };
  }

  /** Oldest first. */
  list(): Webhook[] {
    return [...this.#workers.values()].map((worker) => worker.view());
  }

  /** What the webhook gave up on, newest first. @throws AegisError `webhook_not_found`; StoreError */
  deliveries(id: string): DeadLetter[] {
    return this.#find(id).dead();
  }

  /** Nothing more is sent when it resolves. @throws AegisError `webhook_not_found`; StoreError */
  async remove(id: string): Promise<void> {
    const worker = this.#find(id);
    this.#rows.remove(id);
    this.#workers.delete(id);
    await worker.stop();
  }

  /** Breaks off what is being sent; the next start sends it again. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.close()));
    this.#workers.clear();
  }

  #work(definition: WebhookDefinition, after: number): WebhookWorker {
    const { events, clock, logger } = this.#dependencies;
    const { timeoutMs = TIMEOUT_MS, retryAfterMs = RETRY_AFTER_MS } = this.#options;
    const how = { clock, checkTarget: this.#checkTarget, timeoutMs };
    const worker = new WebhookWorker(definition, after, {
      rows: this.#rows,
      events,
      clock,
      logger,
      attempt: (event, signal) => attemptDelivery(event, definition, how, signal),
      retryAfterMs,
    });
    this.#workers.set(definition.id, worker);
    return worker;
  }

  #find(id: string): WebhookWorker {
    const worker = this.#workers.get(id);
    if (worker !== undefined) return worker;
    throw new AegisError(
      'webhook_not_found',
      `There is no webhook "${id.slice(0, 80)}". List them with GET /v1/webhooks (\`aegis webhook ls\`).`,
      { details: { id: id.slice(0, 80) } },
    );
  }

  #assertRoom(): void {
    if (this.#workers.size < MAX_WEBHOOKS) return;
    throw new AegisError(
      'not_supported',
      `There are ${MAX_WEBHOOKS} webhooks already. Remove those that nobody needs: aegis webhook ls.`,
    );
  }
}
