import type { ScreenInput, ScreenReading } from '../types.ts';
import { claudeCode21 } from '../wording/claude-code-2-1.ts';
import type { Wording } from '../wording/types.ts';
import { readCutDialog } from './dialog.ts';
import { readBlock } from './read-block.ts';
import { readBox } from './read-box.ts';
import { reading } from './reading.ts';
import { findRegions } from './regions.ts';
import { lastUsed, type ScreenRow, toRows } from './rows.ts';

/**
 * What a screen of Claude Code says by itself. Pure, linear in the size of the screen, and never throws: whatever no
 * rule knows is `unknown`, with the reason in `rule` and `statusText`.
 */
export function readScreen(input: ScreenInput, wording: Wording = claudeCode21): ScreenReading {
  const rows = toRows(input);
  const exit = readExit(rows, wording);
  if (exit !== null) return exit;
  const regions = findRegions(rows, input.cols, wording);
  switch (regions.type) {
    case 'empty':
      return reading('starting', 'screen.blank');
    case 'box':
      return readBox(regions, wording);
    case 'block':
      return readBlock(regions, wording);
    case 'open':
      return readCut(regions.rows, input.cols, wording) ?? readOpen(regions.rows, wording);
  }
}

function readCut(rows: readonly ScreenRow[], cols: number, wording: Wording): ScreenReading | null {
  const cut = readCutDialog(rows, cols, wording);
  if (cut === null) return null;
  const { dialog, status } = cut;
  return reading(status, `screen.cut_dialog.${dialog.name}`, { statusText: dialog.title, dialog });
}

const PANE_IS_DEAD = /^Pane is dead(?: \(|$)/;

/** The last lines of a Claude Code that ended, or tmux's word that the program did. */
function readExit(rows: readonly ScreenRow[], wording: Wording): ScreenReading | null {
  const end = lastUsed(rows);
  const last = rows[end]?.text ?? '';
  if (PANE_IS_DEAD.test(last)) {
    return reading('exited', 'screen.pane_dead', { statusText: last });
  }
  // The command to go on with may take several rows of a narrow screen.
  for (let at = end - 1; at >= Math.max(end - MOST_EXIT_ROWS, 0); at--) {
    const line = rows[at]?.text ?? '';
    const next = rows[at + 1]?.text ?? '';
    if (!wording.exits.some((exit) => line === exit.line && next.startsWith(exit.next))) continue;
    return reading('exited', 'screen.resume_hint', { statusText: line });
  }
  return null;
}

const MOST_EXIT_ROWS = 8;

/** No rule anywhere: a first screen, or one that is not drawn yet. */
function readOpen(rows: readonly ScreenRow[], wording: Wording): ScreenReading {
  for (const entry of wording.startups) {
    const row = rows.find((one) => one.text.trim().startsWith(entry.line.replace(/\*$/, '')));
    if (row === undefined) continue;
    return reading('unknown', `screen.startup.${entry.activity}`, {
      statusText: row.text.trim(),
      activity: entry.activity,
    });
  }
  const banner = rows.find((row) => wording.banner.some((part) => row.text.includes(part)));
  if (banner !== undefined) return reading('starting', 'screen.banner');
  const first = rows.find((row) => row.kind !== 'blank');
  return reading('unknown', 'screen.no_rule', { statusText: first?.text.trim() ?? null });
}
