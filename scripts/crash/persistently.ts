import { setTimeout as sleep } from 'node:timers/promises';
import { AegisError, type ErrorCode } from '@aegis/protocol';

/** What a client sees while the server is away, and may ask again after. */
const AWAY: readonly ErrorCode[] = ['server_unreachable', 'shutting_down'];
const RETRY_MS = 50;

/** Asks again for as long as the server is away: what a careful client does. */
export async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!AegisError.is(error) || !AWAY.includes(error.code)) throw error;
      await sleep(RETRY_MS);
    }
  }
}
