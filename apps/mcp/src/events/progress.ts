import type { ProgressNotification, ProgressToken } from '@modelcontextprotocol/sdk/types.js';

/** What a long call says of itself while it runs, where its caller asked to be told. */
export interface Progress {
  report: (message: string) => void;
  /** Nothing is said of a call that has been answered. */
  end: () => void;
}

/** Milliseconds between two reports; what comes sooner is held, and the newest of it said. */
const AT_MOST_EVERY_MS = 200;

/** Reports by `notifications/progress`, numbered from 1: there is no telling how many are to come. */
export function createProgress(
  progressToken: ProgressToken,
  send: (notification: ProgressNotification) => Promise<void>,
): Progress {
  let progress = 0;
  let held: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let hasEnded = false;

  function say(message: string): void {
    progress += 1;
    const params = { progressToken, progress, message };
    // A client that is gone is told nothing, and the call goes on or is cancelled by other means.
    void send({ method: 'notifications/progress', params }).catch(() => undefined);
    timer = setTimeout(sayHeld, AT_MOST_EVERY_MS);
    timer.unref();
  }

  function sayHeld(): void {
    timer = null;
    if (held === null) return;
    const message = held;
    held = null;
    say(message);
  }

  return {
    report(message) {
      if (hasEnded) return;
      if (timer === null) say(message);
      else held = message;
    },
    end() {
      hasEnded = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
