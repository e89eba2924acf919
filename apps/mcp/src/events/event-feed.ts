import type { AegisClient } from '@aegis/client';
import type { AegisEvent } from '@aegis/protocol';

export interface EventListener {
  onEvent: (event: AegisEvent) => void;
  /** Events are missing: what was read before may be out of date. */
  onGap?: () => void;
}

/** Milliseconds that the stream may take to open before a call begins without it. */
const LATE_MS = 1_000;

interface OpenStream {
  stop: AbortController;
  /** Rejects where the server cannot be reached or refuses the stream. */
  opened: Promise<void>;
}

/**
 * The events of the Aegis server, over one stream however many listen: opened for the first listener, closed after the
 * last. A stream that was cut is opened again where it stopped; one that was refused stays closed until {@link wake}.
 */
export class EventFeed {
  readonly #client: AegisClient;
  readonly #listeners = new Set<EventListener>();
  #stream: OpenStream | null = null;
  #isClosed = false;

  constructor(client: AegisClient) {
    this.#client = client;
  }

  /** @returns stops listening */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    this.wake();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Resolves once what happens from now on will be told. @throws AegisError why it will not be */
  async opened(): Promise<void> {
    this.wake();
    await this.#stream?.opened;
  }

  /** As {@link opened}, for whoever can do without: resolves also where it is refused, and after a second. */
  async openedOrNot(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LATE_MS)));
    await Promise.race([this.opened().catch(() => undefined), late]);
    clearTimeout(timer);
  }

  /** Opens the stream if somebody listens and it is not open. */
  wake(): void {
    if (this.#isClosed || this.#stream !== null || this.#listeners.size === 0) return;
    const stop = new AbortController();
    const opened = new Promise<void>((resolve, reject) => {
      this.#follow(stop.signal, resolve).then(resolve, (error: unknown) => {
        if (this.#stream?.stop === stop) this.#stream = null;
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
    // Whoever needs to know asks for it; the others do without.
    opened.catch(() => undefined);
    this.#stream = { stop, opened };
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    this.#stream?.stop.abort();
    this.#stream = null;
  }

  async #follow(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const onGap = () => {
      for (const listener of this.#listeners) listener.onGap?.();
    };
    for await (const event of this.#client.events({ signal, onOpen, onGap })) {
      if (signal.aborted) return;
      for (const listener of [...this.#listeners]) listener.onEvent(event);
    }
  }
}
