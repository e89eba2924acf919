import type { Said } from './timeline.ts';

/** What both sides are brought to: a permission, a plan and a command are one, where the registry tells no more. */
export type Class = 'working' | 'idle' | 'permission' | 'input' | 'dialog' | 'other';

/** A class, from one time until another. */
export interface Segment {
  class: Class;
  from: number;
  to: number;
}

/** A word of Claude Code's registry file: its status, and what it waits for. */
export function classOfRegistry(word: string): Class {
  switch (word) {
    case 'busy':
      return 'working';
    case 'idle':
    case 'shell':
      return 'idle';
    case 'waiting: permission prompt':
    case 'waiting: sandbox request':
    case 'waiting: worker request':
      return 'permission';
    case 'waiting: input needed':
      return 'input';
    case 'waiting: dialog open':
      return 'dialog';
    default:
      return 'other';
  }
}

/** A status of ours. */
export function classOfStatus(word: string): Class {
  switch (word) {
    case 'working':
    case 'idle':
      return word;
    case 'permission_prompt':
    case 'bash_approval':
    case 'plan_mode':
      return 'permission';
    case 'ask_question':
      return 'input';
    case 'unknown':
      return 'dialog';
    default:
      return 'other';
  }
}

/** One after the other without gaps, neighbours of one class joined, cut to the time from `from` to `to`. */
export function toSegments(
  said: readonly Said[],
  classOf: (word: string) => Class,
  { from, to }: { from: number; to: number },
): Segment[] {
  const segments: Segment[] = [];
  for (const [index, { at, word }] of said.entries()) {
    const start = Math.max(at, from);
    const end = Math.min(said[index + 1]?.at ?? to, to);
    if (end <= start) continue;
    const last = segments.at(-1);
    if (last?.class === classOf(word)) last.to = end;
    else segments.push({ class: classOf(word), from: start, to: end });
  }
  return segments;
}

/** A time in which the two sides said different things. */
export interface Disagreement {
  from: number;
  ms: number;
  registry: Class;
  ours: Class;
}

export function disagreements(
  registry: readonly Segment[],
  ours: readonly Segment[],
): Disagreement[] {
  const found: Disagreement[] = [];
  let index = 0;
  for (const theirs of registry) {
    while (index > 0 && (ours[index]?.from ?? Infinity) > theirs.from) index -= 1;
    for (; index < ours.length; index += 1) {
      const our = ours[index];
      if (our === undefined || our.from >= theirs.to) break;
      const from = Math.max(theirs.from, our.from);
      const ms = Math.min(theirs.to, our.to) - from;
      if (ms <= 0 || our.class === theirs.class) continue;
      found.push({ from, ms, registry: theirs.class, ours: our.class });
    }
  }
  return found;
}

/** A change of the registry, and the change of ours that tells it. */
export interface Match {
  registry: Segment;
  ours: Segment;
}

/** Milliseconds that ours may be ahead of the registry (a hook is heard first), and behind it, to tell the same change. */
const AHEAD_MS = 1_000;
const BEHIND_MS = 3_000;

/**
 * Pairs the changes of both sides in order: as many as can be, and among those the ones that lie nearest to each other.
 */
export function matchChanges(registry: readonly Segment[], ours: readonly Segment[]): Match[] {
  // The worth of the best pairing of what is left from registry[i] and ours[j] on.
  const width = ours.length + 1;
  const worths = new Float64Array((registry.length + 1) * width);
  const worth = (i: number, j: number) => worths[i * width + j] ?? 0;
  const paired = (i: number, j: number) => worthOfPair(registry[i], ours[j]) + worth(i + 1, j + 1);
  for (let i = registry.length - 1; i >= 0; i -= 1) {
    for (let j = ours.length - 1; j >= 0; j -= 1) {
      worths[i * width + j] = Math.max(worth(i + 1, j), worth(i, j + 1), paired(i, j));
    }
  }
  const matches: Match[] = [];
  for (let i = 0, j = 0; i < registry.length && j < ours.length;) {
    const [theirs, our] = [registry[i], ours[j]];
    if (theirs && our && worth(i, j) === paired(i, j)) {
      matches.push({ registry: theirs, ours: our });
      i += 1;
      j += 1;
    } else if (worth(i, j) === worth(i + 1, j)) i += 1;
    else j += 1;
  }
  return matches;
}

/** One more pair is worth more than any nearness. */
function worthOfPair(theirs: Segment | undefined, our: Segment | undefined): number {
  if (!theirs || our?.class !== theirs.class) return -Infinity;
  const lag = our.from - theirs.from;
  if (lag < -AHEAD_MS || lag > BEHIND_MS) return -Infinity;
  return 1 - Math.abs(lag) / (BEHIND_MS + 1) / 1_000;
}
