import {
  classOfRegistry,
  classOfStatus,
  disagreements,
  matchChanges,
  toSegments,
  type Disagreement,
  type Segment,
} from './compare.ts';
import type { Said } from './timeline.ts';

/** A state of the registry that ended sooner than this need not have been told. */
export const SHORT_MS = 250;
/** Disagreements that are listed one by one. */
const LISTED_MS = 200;
/** How long after a change of the registry ours may still be on its way, for {@link Measures.settledAgreement}. */
export const ALLOWED_LAG_MS = 100;

export interface Measures {
  /** How long was looked, in milliseconds. */
  durationMs: number;
  /** Share of the time in which both said the same; from 0 to 1. */
  agreement: number;
  /** The same, where a disagreement counts from 100 ms after it began: what is slower than the lag that is allowed. */
  settledAgreement: number;
  registryChanges: number;
  /** States of the registry of at least 250 ms that we never told. */
  missed: Segment[];
  /** States that we told and the registry did not have: flicker. */
  extra: Segment[];
  /** From the registry's own time of a change to the time that ours was told, in milliseconds; below 0: we were first. */
  lag: { median: number; p99: number; max: number };
  /** Disagreements of at least 200 ms. */
  long: Disagreement[];
}

export function measure(
  registry: readonly Said[],
  ours: readonly Said[],
  span: { from: number; to: number },
): Measures {
  const theirSegments = toSegments(registry, classOfRegistry, span);
  const ourSegments = toSegments(ours, classOfStatus, span);
  const different = disagreements(theirSegments, ourSegments);
  const matches = matchChanges(theirSegments, ourSegments);
  const told = new Set(matches.map((match) => match.registry));
  const meant = new Set(matches.map((match) => match.ours));
  // Where the time begins is no change.
  const lags = matches
    .filter((match) => match.registry.from > span.from)
    .map((match) => match.ours.from - match.registry.from);
  const durationMs = span.to - span.from;
  const share = (lost: number) => (durationMs === 0 ? 1 : 1 - lost / durationMs);
  return {
    durationMs,
    agreement: share(sum(different.map(({ ms }) => ms))),
    settledAgreement: share(sum(different.map(({ ms }) => Math.max(0, ms - ALLOWED_LAG_MS)))),
    registryChanges: Math.max(0, theirSegments.length - 1),
    missed: theirSegments.filter(
      (segment) =>
        segment.to - segment.from >= SHORT_MS && !told.has(segment) && !meets(segment, ourSegments),
    ),
    extra: ourSegments.filter((segment) => !meant.has(segment) && !meets(segment, theirSegments)),
    lag: { median: quantile(lags, 0.5), p99: quantile(lags, 0.99), max: Math.max(0, ...lags) },
    long: different.filter(({ ms }) => ms >= LISTED_MS),
  };
}

/** Whether the other side said the same at some moment of it. */
function meets(segment: Segment, others: readonly Segment[]): boolean {
  return others.some(
    (other) => other.class === segment.class && other.from < segment.to && other.to > segment.from,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The smallest number that this share of them does not exceed; 0 of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
