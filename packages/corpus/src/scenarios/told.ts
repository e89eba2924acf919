import type { Published } from '../format/recording.ts';
import type { Step } from './scenario.ts';

/**
 * What the machine tells over steps that have a label in each of their states: the status of every label. Between two
 * of them work, or rest, may come and go too quickly to be seen; anything else that it tells is wrong.
 */
export function toldAt(steps: readonly Step[]): Published[] {
  const told: Published[] = ['starting'];
  let last = 'starting';
  for (const step of steps) {
    if (step.do !== 'label') continue;
    const { status } = step.expected;
    if (last !== 'starting' && last !== 'working') told.push('working?');
    if (last !== 'idle' && last !== 'starting' && status !== 'idle') told.push('idle?');
    if (last !== 'working' && last !== 'idle' && status !== 'working') told.push('working?');
    told.push(status === last ? `${status}?` : status);
    last = status;
  }
  return told;
}
