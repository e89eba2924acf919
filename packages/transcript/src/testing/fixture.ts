import { readFileSync } from 'node:fs';
import { createLineSplitter } from '../line-splitter.ts';
import { parseLines } from '../parse-lines.ts';
import type { Entry } from '../types.ts';

/** A conversation of the real Claude Code, recorded by `claude.real.test.ts`. */
export const FIXTURE = new URL('../fixtures/claude-2.1.330.jsonl', import.meta.url);

export function fixtureEntries(): Entry[] {
  return parseLines(createLineSplitter(0, 1e9).push(readFileSync(FIXTURE)));
}
