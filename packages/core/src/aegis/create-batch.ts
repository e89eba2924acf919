import {
  AegisError,
  batchItemSchema,
  parseRequest,
  type BatchBody,
  type BatchResult,
  type CreateSessionBody,
  type Session,
} from '@aegis/protocol';
import { StoreError } from '@aegis/store';
import type { Logger } from '../ports/logger.ts';

/** How many are being started at a time, where nothing is said. */
const DEFAULT_CONCURRENCY = 4;

type Result = BatchResult['results'][number];

/** Starts each session by itself, some at a time. What one of them fails for is its own result, and hurts no other. */
export async function createBatch(
  { sessions, concurrency = DEFAULT_CONCURRENCY }: BatchBody,
  create: (request: CreateSessionBody) => Promise<Session>,
  logger: Logger,
): Promise<BatchResult> {
  const results = await inOrder(sessions, concurrency, async (item): Promise<Result> => {
    try {
      const request = parseRequest(batchItemSchema, item, 'session');
      return { ok: true, session: await create(request) };
    } catch (thrown) {
      const { message, code, details } = toAegisError(thrown, logger);
      return { ok: false, error: { error: message, code, details } };
    }
  });
  const created = results.filter(({ ok }) => ok).length;
  return { results, created, failed: results.length - created };
}

/** `run` for each item, at most `most` of them at a time. */
async function inOrder<Item, Out>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<Out>,
): Promise<Out[]> {
  const waiting = items.entries();
  const results: Out[] = [];
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

function toAegisError(thrown: unknown, logger: Logger): AegisError {
  if (AegisError.is(thrown)) return thrown;
  if (StoreError.is(thrown)) {
    return new AegisError('store_failed', thrown.message, { details: { store: thrown.code } });
  }
  logger.error({ error: String(thrown) }, 'a session of a batch could not be started');
  return new AegisError('internal', 'Something went wrong inside Aegis. The log has the cause.');
}
