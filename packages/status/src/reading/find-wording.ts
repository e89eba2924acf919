import { claudeCode10 } from '../wording/claude-code-1-0.ts';
import { claudeCode20 } from '../wording/claude-code-2-0.ts';
import { claudeCode210 } from '../wording/claude-code-2-1-0.ts';
import { claudeCode21 } from '../wording/claude-code-2-1.ts';
import { wordingOfVersion } from '../wording/generations.ts';
import type { Wording } from '../wording/types.ts';
import { isDone } from './ending.ts';
import { findBottomFrame } from './frames.ts';
import { lastUsed, type ScreenRow } from './rows.ts';

/**
 * The words to read a screen with: those of the version, else of the version in the greeting, else of the generation
 * that draws such a box, or such a frame.
 */
export function findWording(rows: readonly ScreenRow[], version: string | null): Wording {
  const named = version ?? greetedVersion(rows);
  if (named !== null) return wordingOfVersion(named);
  const end = lastUsed(rows);
  if (findBottomFrame(rows, end, claudeCode10.pointer) !== null) return claudeCode10;
  // Builds with a frame around dialogs and builds without have the same box; what they say in it is the same, too.
  if (lastMark(rows) === '>') return claudeCode20;
  const top = boxTop(rows);
  return top >= 0 && isEarly(rows.slice(0, top)) ? claudeCode210 : claudeCode21;
}

/** The mark before the input, or before the last prompt. Nothing that anybody says stands in the first column. */
function lastMark(rows: readonly ScreenRow[]): string | null {
  const row = rows.findLast(({ text }) => /^[>❯](?: |$)/.test(text));
  return row?.text[0] ?? null;
}

const GREETING = /(?:^╭─+|▐▛███▜▌.*) Claude Code v(\d+\.\d+\.\d+)/;

function greetedVersion(rows: readonly ScreenRow[]): string | null {
  for (const row of rows) {
    const version = GREETING.exec(row.text)?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

/** The last rule but one, which an input box hangs from; -1 if there is none. */
function boxTop(rows: readonly ScreenRow[]): number {
  const bottom = lastRule(rows, rows.length - 1);
  return bottom < 0 ? -1 : lastRule(rows, bottom - 1);
}

function lastRule(rows: readonly ScreenRow[], from: number): number {
  for (let at = from; at >= 0; at--) {
    const kind = rows[at]?.kind;
    if (kind === 'rule' || kind === 'scroll-rule' || kind === 'label-rule') return at;
  }
  return -1;
}

/**
 * No turn on the screen is closed by a line, though a later prompt stands below what was said: builds that close
 * turns would have closed it.
 */
function isEarly(above: readonly ScreenRow[]): boolean {
  const first = above.filter((row) => row.kind === 'text' && row.indent === 0);
  if (first.some((row) => isDone(row.text.slice(2)))) return false;
  const prompts = first.flatMap((row, at) => (row.text.startsWith('❯ ') ? [at] : []));
  const { messageGlyphs } = claudeCode210;
  return prompts.slice(1).some((at) => messageGlyphs.includes(first[at - 1]?.text[0] ?? ' '));
}
