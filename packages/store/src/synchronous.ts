import { StoreError } from './store-error.ts';

/** @throws StoreError `failed` for a promise: its work would run after the transaction's end. */
export function assertSynchronous<T>(result: T): T {
  if (typeof result === 'object' && result !== null && 'then' in result) {
    throw new StoreError(
      'failed',
      'A transaction was given an asynchronous function; do the waiting first, and only the writes inside.',
    );
  }
  return result;
}
