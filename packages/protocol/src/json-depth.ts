/** Deeper than anything that a tool's input or a transcript holds, and far from where `JSON.stringify` runs out of stack. */
export const MAX_JSON_DEPTH = 500;

/**
 * Whether a value is nested deeper than {@link MAX_JSON_DEPTH}. `JSON.parse` reads any depth, and whoever writes the value
 * again, or walks it, throws a RangeError. Takes no stack of its own.
 */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    // The leaves are a level too.
    if (depth > MAX_JSON_DEPTH + 1) return true;
    level = level.filter(isContainer).flatMap((each): unknown[] => Object.values(each));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
