import { isDeepStrictEqual } from 'node:util';

/** Whether two values are equal; true where they are nested deeper than the comparison can go. */
export function same(one: unknown, other: unknown): boolean {
  try {
    return isDeepStrictEqual(one, other);
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}
