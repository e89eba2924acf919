/**
 * Calls a listener without letting it stop whoever calls it. What it throws is thrown again from a microtask, so that
 * it is as loud as any uncaught error.
 */
export function callListener<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error instanceof Error ? error : new Error(String(error));
    });
  }
}
