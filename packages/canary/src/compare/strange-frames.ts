import { drift, type Finding } from '../finding.ts';
import type { SeenFrame, SeenStep } from '../seen.ts';
import { isUnknown, quoteOf } from './describe-frame.ts';

/** Milliseconds after which a screen was no half-drawn one. */
const STANDING_MS = 1_000;

/** Screens on the way that no rule knows: an alarm, though the tour went on. Each kind once. */
export function strangeFrames(steps: readonly SeenStep[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { name, frames } of steps) {
    // The last one of a step is judged with its step.
    for (const frame of frames.slice(0, -1)) {
      if (!isUnknown(frame.reading) || frame.stoodMs < STANDING_MS) continue;
      const key = keyOf(frame);
      if (!found.has(key))
        found.set(key, { ...drift('screen', name, sentence(name, frame)), frame });
    }
  }
  return [...found.values()];
}

function keyOf({ reading }: SeenFrame): string {
  return JSON.stringify([reading.rule, reading.dialog?.title ?? reading.statusText]);
}

function sentence(step: string, frame: SeenFrame): string {
  const seconds = (frame.stoodMs / 1000).toFixed(1);
  return `Before the ${step} a screen stood for ${seconds} s that no rule knows: ${quoteOf(frame)} (${frame.reading.rule}).`;
}
