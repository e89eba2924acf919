// Loaded into the server before it starts (`--import`): answers each message with its memory after a collection.
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What has a finalizer goes a turn of the loop after it was found to be garbage, and what it held with a later collection. */
const ROUNDS = 6;

process.on('message', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heapUsed, external });
});
// Asked or not, the server ends when it would have ended.
process.channel?.unref();
