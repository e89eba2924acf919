import type { TailEvent, TranscriptPosition } from '../types.ts';
import { createTailReader } from './tail-reader.ts';
import { watchPath } from './watch-path.ts';

/** What passes the time; a test gives its own. */
export interface TailClock {
  /** Run once after `delayMs`. Returns what cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export interface TailOptions {
  /** The file need not be there yet, nor its directory. */
  path: string;
  /** Where the last tail stopped ({@link Tail.position}). Default: the beginning. */
  from?: Pick<TranscriptPosition, 'offset' | 'inode'>;
  /** Called with one event at a time; the next waits until a returned promise is settled. */
  onEvent: (event: TailEvent) => void | Promise<void>;
  /**
   * A problem of the file system: the tail goes on trying. If `onEvent` failed, the tail has ended, since going on
   * would leave out what it was given.
   */
  onError: (error: unknown) => void;
  clock?: TailClock;
}

export interface Tail {
  /** Behind the last event that was handed out and handled. */
  position(): TranscriptPosition;
  /** Look now, without waiting to be told; resolves when what the file has is handed out. */
  check(): Promise<void>;
  /** No event comes after this. Resolves when the file is closed too. */
  close(): Promise<void>;
}

/** Guards against changes that the system does not tell of: network file systems, an overflowing event queue. */
const WATCHDOG_MS = 10_000;
/** Where the system cannot watch at all (it has run out of watches), looking is all that is left. */
const POLL_MS = 1_000;

const systemClock: TailClock = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Follow a transcript: every newline-terminated line once, in order, as soon as the system tells of a change.
 * After truncation or replacement it says `restarted` and begins again at the start of the file.
 */
export function tailTranscript({
  path,
  from = { offset: 0, inode: null },
  onEvent,
  onError,
  clock = systemClock,
}: TailOptions): Tail {
  const reader = createTailReader(path, from);
  let closed = false;
  const isClosed = (): boolean => closed;
  let isHanding = false;
  let position: TranscriptPosition = { path, ...from };
  let look: { running: Promise<void>; again: boolean } | null = null;

  async function handOut(event: TailEvent): Promise<void> {
    isHanding = true;
    try {
      await onEvent(event);
      position = event.position;
    } catch (error) {
      release();
      onError(error);
    } finally {
      isHanding = false;
    }
  }

  async function readOnce(): Promise<void> {
    try {
      for await (const event of reader.read()) {
        if (isClosed()) return;
        await handOut(event);
        if (isClosed()) return;
      }
    } catch (error) {
      if (!isClosed()) onError(error);
    }
  }

  async function readAll(current: { again: boolean }): Promise<void> {
    while (current.again && !isClosed()) {
      current.again = false;
      await readOnce();
    }
    look = null;
  }

  function check(): Promise<void> {
    if (isClosed()) return Promise.resolve();
    if (look === null) {
      const current = { running: Promise.resolve(), again: true };
      look = current;
      current.running = readAll(current);
      return current.running;
    }
    look.again = true;
    // Waiting for the reading that waits for the caller would never end.
    return isHanding ? Promise.resolve() : look.running;
  }

  const watcher = watchPath(path, () => void check(), onError);
  let cancelTimer = (): void => undefined;
  function scheduleWatchdog(): void {
    cancelTimer = clock.after(watcher.isWatching() ? WATCHDOG_MS : POLL_MS, () => {
      if (isClosed()) return;
      watcher.rearm();
      void check();
      scheduleWatchdog();
    });
  }

  function release(): void {
    closed = true;
    watcher.close();
    cancelTimer();
  }

  scheduleWatchdog();
  void check();
  return {
    position: () => position,
    check,
    close() {
      release();
      return isHanding || look === null ? Promise.resolve() : look.running;
    },
  };
}
