import { slopeOf } from './slope.ts';
import type { Sample } from './sample.ts';

/**
 * How much each may grow in a busy hour, once the server is warm. `stateKb` grows with the events, which are kept up to
 * their retention limit; a busy hour has some 700 of them. Memory is given what a day may cost at most: 24 times this. Of the
 * heap most is machine code that V8 makes of what runs often, for hours: two snapshots 90 busy minutes apart had 590 kB more of it,
 * and 130 kB more of everything else.
 */
export const GROWTH_PER_HOUR: Readonly<Record<keyof Sample, number>> = {
  heapKb: 400,
  externalKb: 60,
  rssKb: 1_000,
  files: 0.1,
  threads: 0.1,
  children: 0,
  zombies: 0,
  stateKb: 1_000,
  walKb: 0.5 * 1024,
  tmuxKb: 100,
  leftovers: 0,
};

export interface Growth {
  name: keyof Sample;
  first: number;
  last: number;
  perHour: number;
  bound: number;
  isTooFast: boolean;
}

/** The first part of a run fills caches and warms up code: it is left out. */
const WARM_UP = 1 / 4;

/**
 * What grew, and how fast, over one sample for each share of an hour.
 * @param hours what lies between two samples
 */
export function growths(samples: readonly Sample[], hours: number): Growth[] {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP));
  // Every sample has the same names.
  return (Object.keys(GROWTH_PER_HOUR) as (keyof Sample)[]).map((name) => {
    const values = warm.map((sample) => sample[name]);
    const perHour = slopeOf(values) / hours;
    const bound = GROWTH_PER_HOUR[name];
    return {
      ...{ name, first: values[0] ?? 0, last: values.at(-1) ?? 0, perHour, bound },
      isTooFast: perHour > bound,
    };
  });
}
