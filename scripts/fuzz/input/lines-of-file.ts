import { readFileSync } from 'node:fs';

/** The JSON objects of a file of the sources, one a line. */
export function jsonLinesOf(file: URL): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
