import { setTimeout as sleep } from 'node:timers/promises';
import { comeToRest } from './hands.ts';
import { asDrawn } from './held-back.ts';
import { measure, type Measures } from './measure.ts';
import { Random } from '../random.ts';
import { setSoakStage, type SoakStage, type TraceEntry } from './soak-stage.ts';
import { STEPS } from './steps.ts';

export interface SoakOptions {
  steps: number;
  /** The same seed gives the same steps. */
  seed: number;
  /** The most that is waited between two steps, in milliseconds; mostly it is far less. */
  dwellMs: number;
  onStep?: (step: number, name: string) => void;
}

export interface SoakResult {
  seed: number;
  steps: number;
  /** Dialogs that Claude Code held back, since somebody typed, and for how long altogether (milliseconds). */
  heldBack: { count: number; ms: number };
  /** With hooks, registry, transcript and screen. */
  fused: Measures;
  /** With the screen alone. */
  screen: Measures;
  /** Steps that could not be driven as meant; what was shown meanwhile is compared all the same. */
  troubles: string[];
  trace: readonly TraceEntry[];
}

/** Drives a real Claude Code through random steps, and compares what we say with what its registry says. */
export async function runSoak({ steps, seed, dwellMs, onStep }: SoakOptions): Promise<SoakResult> {
  const stage = await setSoakStage();
  try {
    const from = Date.now();
    const troubles: string[] = [];
    const random = new Random(seed);
    for (let step = 1; step <= steps; step += 1) {
      const [name, run] = random.pick(
        STEPS as [(typeof STEPS)[number], ...(typeof STEPS)[number][]],
      );
      // Each step has numbers of its own, so that what one uses up does not change the next ones.
      const own = new Random(seed * 10_007 + step);
      const tag = `step-${String(step).padStart(4, '0')}`;
      stage.note(`${tag} ${name}`);
      onStep?.(step, name);
      const trouble = await attempt(() => run({ stage, random: own, tag }));
      if (trouble !== null) {
        stage.note(`trouble: ${trouble}`);
        troubles.push(`${tag} ${name}: ${trouble}`);
      }
      await comeToRest(stage);
      await sleep(own.skewed(100, dwellMs));
    }
    const compared = measures(stage, from);
    return { seed, steps, heldBack: heldBackOf(stage), ...compared, troubles, trace: stage.trace };
  } finally {
    await stage.dispose();
  }
}

function measures(stage: SoakStage, from: number): { fused: Measures; screen: Measures } {
  const span = { from, to: Date.now() };
  return {
    fused: measure(stage.registry.said, stage.fused.said, span),
    screen: measure(asDrawn(stage.registry.said, stage.heldBack), stage.screen.said, span),
  };
}

function heldBackOf({ heldBack }: SoakStage): SoakResult['heldBack'] {
  const ms = heldBack.reduce((sum, { from, to }) => sum + Math.min(to, Date.now()) - from, 0);
  return { count: heldBack.length, ms };
}

/** A person may answer first, a turn may be over sooner: a step that finds nothing to do is no failure of the soak. */
async function attempt(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
