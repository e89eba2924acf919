import type { ScreenReading } from '../types.ts';
import { matches } from './match.ts';
import { reading } from './reading.ts';
import type { RuleBook } from './rule-book.ts';
import { lastUsed, type ScreenRow } from './rows.ts';

const PANE_IS_DEAD = /^Pane is dead(?: \(|$)/;
/** The command to go on with may take several rows of a narrow screen. */
const MOST_EXIT_ROWS = 8;

/** The last lines of a Claude Code that ended, or tmux's word that the program did. */
export function readExit(rows: readonly ScreenRow[], rules: RuleBook): ScreenReading | null {
  const end = lastUsed(rows);
  const last = rows[end]?.text ?? '';
  const isDead = PANE_IS_DEAD.test(last);
  if (rules.holds('screen.pane_dead', isDead, () => `the last row is "${last.slice(0, 40)}"`)) {
    return reading('exited', 'screen.pane_dead', { statusText: last });
  }
  for (let at = end - 1; at >= Math.max(end - MOST_EXIT_ROWS, 0); at--) {
    const line = rows[at]?.text ?? '';
    const next = rows[at + 1]?.text ?? '';
    const { exits } = rules.wording;
    if (!exits.some((exit) => matches(exit.line, line) && next.startsWith(exit.next))) continue;
    const why = 'the last rows say how to go on with the conversation';
    if (!rules.holds('screen.resume_hint', true, () => why)) continue;
    return reading('exited', 'screen.resume_hint', { statusText: line });
  }
  return null;
}
