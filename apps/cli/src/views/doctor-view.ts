import type { Check } from '../doctor/check.ts';
import type { Style } from '../output.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

function stateStyle(state: Check['state'], style: Style): (text: string) => string {
  return { ok: style.green, warn: style.yellow, fail: style.red }[state];
}

/** One line for each check, what to do about it below. */
export function doctorView(checks: readonly Check[], style: Style): string {
  const rows = checks.flatMap(({ name, state, found, fix }): Cell[][] => [
    [{ text: state, style: stateStyle(state, style) }, { text: name }, { text: oneLine(found) }],
    ...(fix === null ? [] : [[{ text: '' }, { text: '' }, { text: `→ ${oneLine(fix)}` }]]),
  ]);
  return table(rows);
}
