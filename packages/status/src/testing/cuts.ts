import fc from 'fast-check';

/** At most so many ends of pieces, random, and the same in every run for the same seed; the last is the end. */
export function randomCuts(length: number, most: number, seed: number): number[] {
  const count = Math.min(most, length - 1);
  if (count < 1) return [length];
  const offsets = fc.sample(fc.integer({ min: 1, max: length - 1 }), { numRuns: count, seed });
  return [...new Set([...offsets, length])].sort((a, b) => a - b);
}

/** Every single byte from one offset to another. */
export function everyByte(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index);
}

/** A number for a name, so that each recording is cut in its own way. */
export function seedOf(name: string): number {
  let seed = 7;
  for (const character of name) seed = (seed * 31 + (character.codePointAt(0) ?? 0)) % 2 ** 31;
  return seed;
}
