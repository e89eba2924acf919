import { parseLine as parse, type Entry } from '@aegis/transcript';

/** An object as a line of a transcript. */
export function parseLine(line: Record<string, unknown>): Entry {
  const text = JSON.stringify(line);
  return parse(text, 0, text.length + 1);
}
