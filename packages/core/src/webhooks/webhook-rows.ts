import {
  deadLetterSchema,
  sessionIdSchema,
  webhookIdSchema,
  type DeadLetter,
} from '@aegis/protocol';
import type { JsonValue, SessionStore } from '@aegis/store';
import * as v from 'valibot';

/** What a webhook is, which never changes. */
const KEY_PREFIX = 'core.webhook.';
/** How far it is; a key of its own, since it changes with every event. */
const PROGRESS_PREFIX = 'core.webhook-progress.';
const DEAD_PREFIX = 'core.webhook-dead.';
/** Of each webhook, the newest. */
const MAX_DEAD_LETTERS = 100;

const definitionSchema = v.object({
  url: v.pipe(
    v.string(),
    v.check((text) => URL.canParse(text)),
  ),
  events: v.nullable(v.array(v.string())),
  sessionId: v.nullable(sessionIdSchema),
  secret: v.string(),
  createdAt: v.number(),
});
const progressSchema = v.object({ after: v.pipe(v.number(), v.integer()) });
const deadSchema = v.array(deadLetterSchema);

export interface WebhookDefinition extends v.InferOutput<typeof definitionSchema> {
  id: string;
}

export type WebhookStore = Pick<
  SessionStore,
  'getKey' | 'setKey' | 'listKeys' | 'deleteKey' | 'transaction'
>;

/** Webhooks as the store keeps them. Every method may throw StoreError. */
export class WebhookRows {
  readonly #store: WebhookStore;
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(store: WebhookStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Oldest first. A damaged row is passed over: it sends nothing anywhere. */
  list(): WebhookDefinition[] {
    return this.#store
      .listKeys({ prefix: KEY_PREFIX, at: this.#now() })
      .flatMap(({ key, value }) => {
        const id = key.slice(KEY_PREFIX.length);
        const parsed = v.safeParse(definitionSchema, value);
        return parsed.success && v.is(webhookIdSchema, id) ? [{ ...parsed.output, id }] : [];
      })
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  insert({ id, ...definition }: WebhookDefinition, after: number): void {
    this.#store.transaction(() => {
      this.#set(KEY_PREFIX + id, definition);
      this.#set(PROGRESS_PREFIX + id, { after });
    });
  }

  remove(id: string): void {
    this.#store.transaction(() => {
      for (const prefix of [KEY_PREFIX, PROGRESS_PREFIX, DEAD_PREFIX]) {
        this.#store.deleteKey(prefix + id);
      }
    });
  }

  /** Id of the last event that is done with; null where that is not known. */
  after(id: string): number | null {
    const row = this.#store.getKey(PROGRESS_PREFIX + id, this.#now());
    const parsed = v.safeParse(progressSchema, row?.value);
    return parsed.success ? parsed.output.after : null;
  }

  /** Newest first. */
  dead(id: string): DeadLetter[] {
    const row = this.#store.getKey(DEAD_PREFIX + id, this.#now());
    const parsed = v.safeParse(deadSchema, row?.value);
    return parsed.success ? parsed.output : [];
  }

  /** One step on, with what was given up on in it: both or neither is kept. */
  advance(id: string, after: number, dead: readonly DeadLetter[]): void {
    this.#store.transaction(() => {
      this.#set(PROGRESS_PREFIX + id, { after });
      if (dead.length === 0) return;
      this.#set(DEAD_PREFIX + id, [...dead, ...this.dead(id)].slice(0, MAX_DEAD_LETTERS));
    });
  }

  #set(key: string, value: JsonValue): void {
    this.#store.setKey({ key, value, at: this.#now(), expiresAt: null });
  }
}
