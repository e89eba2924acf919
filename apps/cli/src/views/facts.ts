import type { Style } from '../output.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

export type Fact = [name: string, value: string | null];

/** Facts in two columns; those that are not known (null) are left out. */
export function factTable(facts: readonly Fact[], style: Style): string {
  const rows = facts
    .filter((fact): fact is [string, string] => fact[1] !== null)
    .map(([name, value]): Cell[] => [{ text: name, style: style.dim }, { text: oneLine(value) }]);
  return table(rows);
}

/** A table with a dim head; what is empty is said by `none`. */
export function listTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { style, none }: { style: Style; none: string },
): string {
  if (rows.length === 0) return none;
  return table([head.map((text) => ({ text, style: style.dim })), ...rows]);
}
