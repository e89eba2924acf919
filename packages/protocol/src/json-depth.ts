/**
 * The most levels of `{` and `[` in JSON that comes from outside: deeper than anything that a tool's input or a transcript holds, and far
 * from where what walks or writes it runs out of stack. `JSON.parse` itself reads any depth.
 */
export const MAX_JSON_DEPTH = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Whether a JSON text nests deeper than {@link MAX_JSON_DEPTH}. Reads it once, without parsing it. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === BACKSLASH) index += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (OPEN.has(unit)) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (CLOSE.has(unit)) depth -= 1;
  }
  return false;
}

/** Whether a value that was parsed already is nested deeper than {@link MAX_JSON_DEPTH}. Takes no stack of its own. */
export function isValueTooDeep(value: unknown): boolean {
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
