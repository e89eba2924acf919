import type { Published } from '../format/recording.ts';
import type { Step } from './scenario.ts';

/** What may come and go between two labels, and too quickly to be seen. */
const BETWEEN: readonly Published[] = ['idle?', 'working?', 'idle?', 'working?', 'idle?'];

/**
 * What the machine tells over steps that have a label at everything which is neither rest nor work: the status of
 * every label, and between two of them rest and work as it comes. Anything else that it tells is wrong.
 */
export function toldAt(steps: readonly Step[]): Published[] {
  const told: Published[] = ['starting'];
  let last = 'starting';
  for (const step of steps) {
    if (step.do !== 'label') continue;
    const { status } = step.expected;
    told.push(...BETWEEN, status === last ? `${status}?` : status);
    last = status;
  }
  return told;
}
