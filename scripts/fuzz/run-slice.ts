import fc from 'fast-check';
import { Random } from '../random.ts';
import type { CaseLog } from './case-log.ts';
import type { OpenDoor, Verdict } from './door.ts';
import type { BlockCoverage } from './guided/block-coverage.ts';
import type { GuidedInputs } from './guided/guided-inputs.ts';
import { minimise } from './guided/minimise.ts';
import type { Failure } from './tally.ts';

/** A case that takes longer, and as much of the processor, has failed: where other things run, one may only wait. Milliseconds. */
export const SLOW_MS = 5_000;

export interface Slice {
  door: string;
  index: number;
  cases: number;
  seed: number;
}

export interface SliceResult {
  accepted: number;
  rejected: number;
  slowestMs: number;
  failure: Failure | null;
}

class SlowCase extends Error {
  override readonly name = 'SlowCase';
}

/** What this process has used of the processor so far. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Counts and times the cases of a slice. */
class Meter {
  accepted = 0;
  rejected = 0;
  slowestMs = 0;
  #run = 0;

  async take<Input>(
    open: OpenDoor<Input>,
    input: Input,
    log: (run: number) => void,
  ): Promise<void> {
    log(this.#run);
    this.#run += 1;
    const startedAt = performance.now();
    const usedBefore = usedMs();
    const verdict: Verdict = await open.check(input);
    const ms = performance.now() - startedAt;
    this.slowestMs = Math.max(this.slowestMs, ms);
    if (ms > SLOW_MS && usedMs() - usedBefore > SLOW_MS)
      throw new SlowCase(`took ${ms.toFixed(0)} ms, more than ${SLOW_MS}`);
    this[verdict] += 1;
  }

  result(failure: Failure | null): SliceResult {
    const { accepted, rejected, slowestMs } = this;
    return { accepted, rejected, slowestMs, failure };
  }
}

/** Inputs by fast-check: shrunk where one fails. `path` plays one case of it again. */
export async function runDrawnSlice<Input>(
  open: OpenDoor<Input>,
  slice: Slice & { base: number; path?: string | undefined },
  log: CaseLog,
): Promise<SliceResult> {
  const meter = new Meter();
  const { door, index, cases, seed, path } = slice;
  const property = fc.asyncProperty(open.inputs, (input) =>
    meter.take(open, input, (run) => log.begin({ slice: index, run, input: null })),
  );
  const details = await fc.check(property, {
    seed,
    numRuns: cases,
    maxSkipsPerRun: 0,
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return meter.result(null);
  const error = details.errorInstance;
  return meter.result({
    kind: error instanceof SlowCase ? 'slow' : 'broken',
    what: sentenceOf(error),
    input: fc.stringify(details.counterexample?.[0]).slice(0, 2_000),
    again: [
      ...['--door', door, '--seed', String(slice.base), '--slice', String(index)],
      ...(details.counterexamplePath === null ? [] : ['--path', details.counterexamplePath]),
    ],
  });
}

/** So many inputs are run before it is asked whether they reached anything new. */
const BATCH = 100;

/** Inputs that follow the coverage of the code. */
export async function runGuidedSlice<Input>(
  open: OpenDoor<Input> & Required<Pick<OpenDoor<Input>, 'guided'>>,
  slice: Slice,
  tools: { log: CaseLog; inputs: GuidedInputs; coverage: BlockCoverage },
): Promise<SliceResult> {
  const { log, inputs, coverage } = tools;
  const meter = new Meter();
  const random = new Random(slice.seed);
  const take = (bytes: Uint8Array) =>
    meter.take(open, open.guided.toInput(bytes), (run) =>
      log.begin({ slice: slice.index, run, input: bytes }),
    );
  for (let done = 0; done < slice.cases;) {
    const batch = Array.from({ length: Math.min(BATCH, slice.cases - done) }, () =>
      inputs.next(random),
    );
    for (const bytes of batch) {
      try {
        await take(bytes);
      } catch (error) {
        return meter.result(await guidedFailure(open, slice.door, { bytes, error }));
      }
    }
    done += batch.length;
    if (!(await coverage.hasNews())) continue;
    // Which of them it was: each by itself.
    for (const bytes of batch) {
      await open.check(open.guided.toInput(bytes));
      if (await coverage.note()) inputs.keep(bytes);
    }
  }
  return meter.result(null);
}

async function guidedFailure<Input>(
  open: OpenDoor<Input> & Required<Pick<OpenDoor<Input>, 'guided'>>,
  door: string,
  { bytes, error }: { bytes: Uint8Array; error: unknown },
): Promise<Failure> {
  const isSlow = error instanceof SlowCase;
  const fails = async (candidate: Uint8Array): Promise<boolean> => {
    try {
      await open.check(open.guided.toInput(candidate));
      return false;
    } catch {
      return true;
    }
  };
  // A slow one would be slow at every try.
  const smallest = isSlow ? bytes : await minimise(bytes, fails);
  return {
    kind: isSlow ? 'slow' : 'broken',
    what: sentenceOf(error),
    input: JSON.stringify(Buffer.from(smallest).toString('latin1')).slice(0, 2_000),
    again: ['--door', door, '--input', Buffer.from(smallest).toString('base64')],
  };
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = /\n\s+at .*/.exec(error.stack ?? '')?.[0].trim() ?? '';
  return `${error.name}: ${error.message} ${where}`;
}
