/** A number for a slice of a door, the same for the same seed; within what fast-check takes. */
export function sliceSeed(seed: number, door: string, slice: number): number {
  let mixed = seed >>> 0;
  for (const part of `${door}/${slice}`) {
    mixed = Math.imul(mixed ^ (part.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0;
  return (mixed ^ (mixed >>> 12)) >>> 1;
}
