import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestkitError } from './testkit-error.ts';

export interface EventuallyOptions {
  /** 10 000 where left out. */
  readonly timeoutMs?: number;
  /** 50 where left out. */
  readonly everyMs?: number;
}

export type Truthy<T> = Exclude<T, null | undefined | false | '' | 0>;

/**
 * Waits until `probe` answers something truthy, and gives that. For tests, which watch from outside; a probe that
 * throws is tried again.
 *
 * @throws TestkitError `timed_out`, with `what` and the last answer
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Truthy<T>> {
  const { timeoutMs = 10_000, everyMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const attempt = await attemptOnce(probe);
    if ('value' in attempt && isTruthy(attempt.value)) return attempt.value;
    if (performance.now() >= deadline) throw timedOut(what, timeoutMs, attempt);
    await sleep(everyMs);
  }
}

type Attempt<T> = { readonly value: T } | { readonly error: unknown };

async function attemptOnce<T>(probe: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await probe() };
  } catch (error) {
    return { error };
  }
}

function isTruthy<T>(value: T): value is Truthy<T> {
  return Boolean(value);
}

function timedOut(what: string, timeoutMs: number, last: Attempt<unknown>): TestkitError {
  const outcome =
    'error' in last
      ? `the last try threw ${inspect(last.error)}`
      : `the last value was ${show(last.value)}`;
  const options = 'error' in last ? { cause: last.error } : undefined;
  return new TestkitError(
    'timed_out',
    `Not seen within ${timeoutMs} ms: ${what}; ${outcome}`,
    options,
  );
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 4 });
}
