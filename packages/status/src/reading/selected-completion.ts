import type { ReadOptions, ScreenInput } from '../types.ts';
import { findCompletionList, isCompleted, isEntry } from './completion-list.ts';
import { readComposer } from './composer.ts';
import { wordsOf } from './read-screen.ts';
import { findRegions } from './regions.ts';
import { plainRules } from './rule-book.ts';
import { toRows, type ScreenRow } from './rows.ts';
import { withoutSidePanel } from './side-panel.ts';

/**
 * The names of the command that Enter would run in the place of what was typed, its own first, then its aliases: of the
 * entry that is chosen in the list next to the box. Null where there is no list of commands.
 */
export function selectedCompletion(
  screen: ScreenInput,
  options: ReadOptions = {},
): readonly string[] | null {
  const input = withoutSidePanel(screen);
  const rows = toRows(input);
  const rules = plainRules(wordsOf(rows, screen, options));
  const regions = findRegions(rows, input.cols, rules);
  if (regions.type !== 'box') return null;
  const { text } = readComposer(regions.box, rules);
  if (!isCompleted(text)) return null;
  const list = findCompletionList(regions.above, text, rules);
  // Older builds list below the box, and show the chosen one by its colour alone: it is the first.
  const listed = list === null ? regions.below : regions.above.slice(list.from);
  const entries = listed.filter((row) => isEntry(row, rules));
  const { pointer } = rules.wording;
  const pointed = entries.find((row) => row.text.trimStart().startsWith(`${pointer} `));
  const selected = pointed ?? entries[0];
  return selected === undefined ? null : namesIn(selected, pointer);
}

/** `❯ /usage (cost)   Show session cost`: a description stands at least two blanks away. */
function namesIn({ text }: ScreenRow, pointer: string): string[] {
  const entry = text.trimStart();
  const words = entry.startsWith(`${pointer} `) ? entry.slice(2).trimStart() : entry;
  const [, name = '', aliases = ''] = /^(\S+)(?: \(([^)]*)\))?/.exec(words) ?? [];
  return [name, ...aliases.split(',').map((alias) => `/${alias.trim()}`)].filter(
    (each) => each.length > 1,
  );
}
