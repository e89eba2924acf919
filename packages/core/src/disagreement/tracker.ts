import type { DisagreementKind } from '@aegis/protocol';
import type { ScreenReading, SourceWord } from '@aegis/status';
import { contradictions } from './disagreeing-words.ts';

/**
 * Milliseconds that a contradiction, or a screen that no rule knows, may last before it counts. Each source is late in
 * its own way: the status machine gives them the same time to come to terms.
 */
export const DISAGREEMENT_GRACE_MS = 1_500;

/** Something that goes on, and whether it was counted. */
interface Ongoing {
  since: number;
  counted: boolean;
}

/** What a tracker remembers: plain data, one entry for each thing that goes on. */
export type TrackerState = ReadonlyMap<string, Ongoing>;

export interface Sighting {
  kind: DisagreementKind;
  what: string;
}

export interface TrackerInput {
  /** A moment of the monotonic clock, as those of `words` are. */
  now: number;
  words: readonly SourceWord[];
  reading: ScreenReading | null;
}

export interface Tracked {
  state: TrackerState;
  /** What has lasted too long just now: each once, however long it goes on. */
  sightings: readonly Sighting[];
  /** When to look again though nothing happens; null: not needed. */
  lookAgainAt: number | null;
}

export const NOTHING_TRACKED: TrackerState = new Map();

/** Follow what the sources say. Pure. */
export function track(before: TrackerState, { now, words, reading }: TrackerInput): Tracked {
  const state = new Map<string, Ongoing>();
  const sightings: Sighting[] = [];
  let lookAgainAt: number | null = null;
  const goesOn = (sighting: Sighting, startedAt: number) => {
    const known = before.get(sighting.what);
    // A source that repeats itself later has not changed what is wrong.
    const since = Math.min(known?.since ?? startedAt, startedAt);
    const isDue = now >= since + DISAGREEMENT_GRACE_MS;
    const counted = known?.counted === true || isDue;
    if (isDue && known?.counted !== true) sightings.push(sighting);
    if (!counted) {
      lookAgainAt = Math.min(lookAgainAt ?? Infinity, since + DISAGREEMENT_GRACE_MS);
    }
    state.set(sighting.what, { since, counted });
  };
  for (const { what, since } of contradictions(words)) goesOn({ kind: 'sources', what }, since);
  if (reading !== null && isUnknown(reading)) {
    goesOn({ kind: 'unknown_screen', what: `unknown ${reading.rule}` }, now);
  }
  return { state, sightings, lookAgainAt };
}

/** No rule knows what is shown. Overlays and viewers that are known by name are `unknown` as well, and fine. */
export function isUnknown({ status, activity, dialog }: ScreenReading): boolean {
  return (
    status === 'unknown' && activity === null && (dialog === null || dialog.name === 'overlay')
  );
}
