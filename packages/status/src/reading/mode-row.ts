import type { Wording } from '../wording/types.ts';
import type { RuleBook } from './rule-book.ts';
import { matchesAny } from './match.ts';
import type { ScreenRow } from './rows.ts';

/** What stands further to the right is a notice. */
const NOTICE = 10;

/** What the rows below the input box say. */
export interface ModeRow {
  /** `manual`, `accept edits`, `plan`, … */
  mode: string | null;
  /**
   * `interrupt`: Claude Code says how to interrupt, so a turn runs. `rest`: it shows its hints, and that one is not
   * among them. `hidden`: there are none, as while something stands in the box. `replaced`: a status line of the user's stands
   * above them, and leaves that one out in some builds.
   */
  hints: 'interrupt' | 'rest' | 'hidden' | 'replaced';
  /** What stands in the place of the mode (`history_search`, a menu), or that a shell runs in the background. */
  activity: string | null;
}

export function readModeRow(below: readonly ScreenRow[], rules: RuleBook): ModeRow {
  const { wording } = rules;
  for (const [at, row] of below.entries()) {
    const text = row.text.trim();
    const glyph = wording.modeGlyphs.find((one) => text.startsWith(`${one} `));
    if (glyph === undefined) continue;
    const [mode = '', ...hints] = text.slice(glyph.length + 1).split(' · ');
    const named = /^(.*?)(?: mode)? on\b/.exec(mode);
    return {
      mode: named?.[1] ?? null,
      hints: hintsIn(hints, below.slice(0, at), wording),
      activity: shellsIn(hints, rules),
    };
  }
  const first = below.find((row) => row.kind !== 'blank')?.text.trim() ?? '';
  // Where the mode has no name, its row starts with the hints; notices stand far to the right of them.
  const hints = (first.split(/ {3,}/)[0] ?? '').split(' · ');
  const activity = shellsIn(hints, rules);
  if (first.startsWith(wording.interruptHint)) {
    return { mode: null, hints: 'interrupt', activity };
  }
  // Shells in the background are counted in the place of the hints.
  if (first.startsWith(wording.restHint) || activity !== null) {
    return { mode: null, hints: 'rest', activity };
  }
  const hint = wording.boxHints.find((one) => first.startsWith(one.text));
  return { mode: null, hints: 'hidden', activity: hint?.activity ?? activity };
}

function hintsIn(
  hints: readonly string[],
  above: readonly ScreenRow[],
  wording: Wording,
): ModeRow['hints'] {
  if (hints.some((hint) => hint.startsWith(wording.interruptHint))) return 'interrupt';
  return above.some((row) => row.kind !== 'blank' && row.indent < NOTICE) ? 'replaced' : 'rest';
}

function shellsIn(hints: readonly string[], { wording }: RuleBook): string | null {
  return hints.some((hint) => matchesAny(wording.shellHints, hint)) ? 'background_shell' : null;
}
