import type { Wording } from '../wording/types.ts';
import { matchesAny } from './match.ts';
import type { ScreenRow } from './rows.ts';

/** What the rows below the input box say. */
export interface ModeRow {
  /** `manual`, `accept edits`, `plan`, … */
  mode: string | null;
  /** Claude Code says how to interrupt: a turn runs. Not said while something stands in the box. */
  interruptible: boolean;
  /** What stands in the place of the mode (`history_search`, a menu), or that a shell runs in the background. */
  activity: string | null;
}

export function readModeRow(below: readonly ScreenRow[], wording: Wording): ModeRow {
  for (const row of below) {
    const text = row.text.trim();
    const glyph = wording.modeGlyphs.find((one) => text.startsWith(`${one} `));
    if (glyph === undefined) continue;
    const [mode = '', ...hints] = text.slice(glyph.length + 1).split(' · ');
    const named = /^(.*?)(?: mode)? on\b/.exec(mode);
    return {
      mode: named?.[1] ?? null,
      interruptible: hints.some((hint) => hint.startsWith(wording.interruptHint)),
      activity: hints.some((hint) => matchesAny(wording.shellHints, hint))
        ? 'background_shell'
        : null,
    };
  }
  const first = below.find((row) => row.kind !== 'blank')?.text.trim() ?? '';
  const hint = wording.boxHints.find((one) => first.startsWith(one.text));
  return { mode: null, interruptible: false, activity: hint?.activity ?? null };
}
