import type { ScreenExplanation } from '../types.ts';
import type { Wording } from '../wording/types.ts';

/**
 * What every part of the reading is given: the words to compare with, and one gate that every rule goes through.
 * Behind the gate a reading can be explained, and a rule can be taken away to see which test misses it.
 */
export interface RuleBook {
  wording: Wording;
  /** The screen has no colour anywhere, as a plain capture has none. */
  monochrome: boolean;
  /** Of the terminal; empty where it is not known. */
  title: string;
  /** Whether a rule holds here. `why` is asked for only where somebody listens. */
  holds(rule: string, condition: boolean, why: () => string): boolean;
  /** A part of the screen was told apart: from row, to row (exclusive). */
  region(name: string, from: number, to: number): void;
}

/** What a screen is read with, apart from the gate. */
export type Words = Pick<RuleBook, 'wording' | 'monochrome' | 'title'>;

/** Decides, and says nothing. */
export function plainRules(words: Words): RuleBook {
  return { ...words, holds: (_rule, condition) => condition, region: () => undefined };
}

/** Decides the same, and writes down how. */
export function explainedRules(
  words: Words,
  into: Pick<ScreenExplanation, 'regions' | 'tried'>,
): RuleBook {
  return {
    ...words,
    holds: (rule, matched, why) => {
      into.tried.push({ rule, matched, why: why() });
      return matched;
    },
    region: (name, from, to) => into.regions.push({ name, from, to }),
  };
}

/** Decides as if one rule were not there. */
export function rulesWithout(words: Words, without: string): RuleBook {
  return {
    ...words,
    holds: (rule, condition) => condition && rule !== without,
    region: () => undefined,
  };
}
