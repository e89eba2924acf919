import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CaseLog } from './case-log.ts';
import type { AnyDoor } from './door.ts';
import { watchBlocks } from './guided/block-coverage.ts';
import { GuidedInputs } from './guided/guided-inputs.ts';
import { runDrawnSlice, runGuidedSlice, type SliceResult } from './run-slice.ts';
import { sliceSeed } from './seeds.ts';
import { emptyTally, type Failure, type Tally } from './tally.ts';

const SLICE_CASES = 2_000;
/** Slices before which nothing is compared: caches fill, code is compiled. */
const WARM_SLICES = 3;
/** What a door may hold more at its end than once it was warm. Bytes. */
const MOST_GROWN_BYTES = 64 * 1024 * 1024;

export interface DoorRun {
  cases: number;
  seed: number;
  /** The first slice; those before it are left out. */
  from: number;
  /** One slice alone, as a failure names it; `path` one case of it. */
  only: { slice: number; path: string | undefined } | null;
  /** One input alone, as a failure of the guided loop names it. */
  input: Uint8Array | null;
  logPath: string;
  /** After each slice: what has come of it so far. */
  onProgress: (tally: Tally) => void;
}

/** Runs one door in this process. */
export async function runDoor(door: AnyDoor, run: DoorRun): Promise<Tally> {
  const startedAt = performance.now();
  const isWhole = run.only === null && run.input === null;
  // Before the code is compiled, which has counters of blocks only from then on.
  const coverage = isWhole && door.guidedBy !== undefined ? await watchBlocks(door.guidedBy) : null;
  const open = await door.open();
  const { guided } = open;
  const log = new CaseLog(run.logPath);
  const inputs = guided === undefined ? null : new GuidedInputs(guided.samples);
  const collect = garbageCollector();
  const tally = emptyTally(door.name);
  let warmBytes: number | null = null;

  async function runOne(index: number, cases: number): Promise<SliceResult> {
    await open.renew?.();
    const seed = sliceSeed(run.seed, door.name, index);
    const slice = { door: door.name, index, cases, seed };
    if (guided !== undefined && inputs !== null && coverage !== null && index % 2 === 1) {
      tally.guided += cases;
      return runGuidedSlice({ ...open, guided }, slice, { log, inputs, coverage });
    }
    return runDrawnSlice(open, { ...slice, base: run.seed, path: run.only?.path }, log);
  }

  try {
    if (run.input !== null) {
      return { ...tally, ...(await runInput(open, run.input)), cases: 1 };
    }
    const first = run.only?.slice ?? run.from;
    const slices = run.only === null ? Math.ceil(run.cases / SLICE_CASES) : first + 1;
    for (let index = first; index < slices && tally.failure === null; index += 1) {
      const left = run.only === null ? run.cases - index * SLICE_CASES : SLICE_CASES;
      add(tally, await runOne(index, Math.min(SLICE_CASES, left)));
      tally.peakRssBytes = process.resourceUsage().maxRSS * 1024;
      tally.seconds = (performance.now() - startedAt) / 1_000;
      tally.reached = coverage?.reached() ?? 0;
      run.onProgress(tally);
      if (index - first < WARM_SLICES) continue;
      collect();
      const { heapUsed, external } = process.memoryUsage();
      warmBytes ??= heapUsed + external;
      tally.grownBytes = heapUsed + external - warmBytes;
    }
    tally.failure ??= grown(door.name, tally.grownBytes);
  } finally {
    tally.reached = coverage?.reached() ?? 0;
    await coverage?.close();
    log.close();
    await open.close?.();
  }
  tally.peakRssBytes = process.resourceUsage().maxRSS * 1024;
  tally.seconds = (performance.now() - startedAt) / 1_000;
  return tally;
}

async function runInput(
  open: Awaited<ReturnType<AnyDoor['open']>>,
  bytes: Uint8Array,
): Promise<Pick<Tally, 'failure'>> {
  try {
    await open.renew?.();
    await open.check(open.guided?.toInput(bytes));
    return { failure: null };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { failure: { kind: 'broken', what, input: '(as given)', again: [] } };
  }
}

function grown(door: string, bytes: number): Failure | null {
  if (bytes <= MOST_GROWN_BYTES) return null;
  const what = `holds ${Math.round(bytes / 1e6)} MB more at its end than once it was warm`;
  return { kind: 'grown', what, input: '(no single one)', again: ['--door', door] };
}

function add(tally: Tally, { accepted, rejected, slowestMs, failure }: SliceResult): void {
  tally.accepted += accepted;
  tally.rejected += rejected;
  tally.cases += accepted + rejected;
  tally.slowestMs = Math.max(tally.slowestMs, slowestMs);
  tally.failure = failure;
}

/** V8's own, which has no name unless a flag gives it one. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
