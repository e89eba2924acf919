import type { Line } from './line-splitter.ts';
import { invalidLine, parseLine } from './parse-line.ts';
import type { Entry } from './types.ts';

const BLANKS = [0x20, 0x09, 0x0d];

/** Entries of lines; blank lines are none. */
export function parseLines(lines: readonly Line[]): Entry[] {
  return lines.filter(({ bytes }) => bytes.some((byte) => !BLANKS.includes(byte))).map(toEntry);
}

function toEntry(line: Line): Entry {
  return line.tooLong
    ? invalidLine(new TextDecoder().decode(line.bytes), 'too_long', line)
    : parseLine(line.bytes, line.start, line.end);
}
