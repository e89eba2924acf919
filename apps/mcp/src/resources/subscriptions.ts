import type { EventFeed } from '../events/event-feed.ts';
import { coalesce } from '../events/coalesce.ts';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { changedBy, changesList } from './changes.ts';
import { resourceNotFound } from './read-resource.ts';
import { parseUri } from './uris.ts';

/** Milliseconds that changes are gathered for before a client hears of them. */
const GATHER_MS = 200;
/** More than anybody looks at; each is a line in memory. */
const MOST_SUBSCRIPTIONS = 1_000;
const LIST = '';

export interface ResourceNews {
  updated: (uri: string) => void;
  listChanged: () => void;
}

/** Tells a client what has changed of the resources that it subscribed to, and that their list is another one. */
export class Subscriptions {
  readonly #feed: EventFeed;
  readonly #uris = new Set<string>();
  readonly #gathered: ReturnType<typeof coalesce>;
  #watchesList = false;
  #stop: (() => void) | null = null;

  constructor(feed: EventFeed, news: ResourceNews) {
    this.#feed = feed;
    this.#gathered = coalesce(GATHER_MS, (key) => {
      if (key === LIST) news.listChanged();
      else if (this.#uris.has(key)) news.updated(key);
    });
  }

  /** Resolves once changes from now on will be told. @throws McpError, AegisError */
  async add(uri: string): Promise<void> {
    if (parseUri(uri) === null)
      throw resourceNotFound(uri, `There is no resource ${uri.slice(0, 200)}.`);
    if (this.#uris.size >= MOST_SUBSCRIPTIONS && !this.#uris.has(uri)) {
      throw new McpError(
        ErrorCode.InvalidParams,
        `There are ${MOST_SUBSCRIPTIONS} subscriptions already. Unsubscribe from some first.`,
      );
    }
    this.#uris.add(uri);
    this.#listen();
    try {
      await this.#feed.opened();
    } catch (error) {
      this.remove(uri);
      throw error;
    }
  }

  remove(uri: string): void {
    this.#uris.delete(uri);
    this.#gathered.forget(uri);
    this.#stopIfIdle();
  }

  /** A client that has read the list is told when it is another one. */
  watchList(): void {
    this.#watchesList = true;
    this.#listen();
  }

  close(): void {
    this.#gathered.close();
    this.#stop?.();
    this.#stop = null;
  }

  #listen(): void {
    this.#stop ??= this.#feed.listen({
      onEvent: (event) => {
        if (this.#watchesList && changesList(event)) this.#gathered.poke(LIST);
        for (const uri of changedBy(event)) if (this.#uris.has(uri)) this.#gathered.poke(uri);
      },
      onGap: () => {
        if (this.#watchesList) this.#gathered.poke(LIST);
        for (const uri of this.#uris) this.#gathered.poke(uri);
      },
    });
  }

  #stopIfIdle(): void {
    if (this.#watchesList || this.#uris.size > 0) return;
    this.#stop?.();
    this.#stop = null;
  }
}
