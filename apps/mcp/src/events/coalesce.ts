/**
 * Calls `send` once for however many calls with a key came within `delayMs` of the first: a session that works may change
 * many times in a second, and nobody reads it as often.
 */
export function coalesce(
  delayMs: number,
  send: (key: string) => void,
): { poke: (key: string) => void; forget: (key: string) => void; close: () => void } {
  const timers = new Map<string, NodeJS.Timeout>();
  const forget = (key: string) => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    poke(key) {
      if (timers.has(key)) return;
      const timer = setTimeout(() => {
        timers.delete(key);
        send(key);
      }, delayMs);
      timer.unref();
      timers.set(key, timer);
    },
    forget,
    close() {
      for (const key of [...timers.keys()]) forget(key);
    },
  };
}
