/** What a door's cases came to. */
export interface Tally {
  door: string;
  cases: number;
  accepted: number;
  rejected: number;
  /** Cases of the guided loop, and how many characters of the code all of its cases have run through. */
  guided: number;
  reached: number;
  slowestMs: number;
  /** Of the whole process of the door, by the system's account. */
  peakRssBytes: number;
  /** What the process held more at its end than after its first slices, once the garbage was gone. */
  grownBytes: number;
  seconds: number;
  failure: Failure | null;
}

export type FailureKind = 'broken' | 'slow' | 'hung' | 'died' | 'grown';

export interface Failure {
  kind: FailureKind;
  /** One sentence. */
  what: string;
  /** The smallest input that fails, as far as it was found. */
  input: string;
  /** The arguments that make it fail again. */
  again: readonly string[];
}

export function emptyTally(door: string): Tally {
  return {
    door,
    cases: 0,
    accepted: 0,
    rejected: 0,
    guided: 0,
    reached: 0,
    slowestMs: 0,
    peakRssBytes: 0,
    grownBytes: 0,
    seconds: 0,
    failure: null,
  };
}
