import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, unless the turn is interrupted; says whether it was. */
export async function waitUnless(
  signal: AbortSignal,
  delayMs: number,
): Promise<'waited' | 'interrupted'> {
  try {
    await sleep(delayMs, undefined, { signal });
    return 'waited';
  } catch {
    return 'interrupted';
  }
}
