import type { DisagreementFrame, Disagreements } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

/** What was counted, and the kept screens. `now` is epoch milliseconds. */
export function disagreementsView(
  { counts, since, frames, folder }: Disagreements,
  style: Style,
  now: number,
): string {
  const entries = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (entries.length === 0) return `No disagreement since ${since}.`;
  const rows = entries.map(([what, count]): Cell[] => [
    { text: String(count) },
    { text: oneLine(what) },
  ]);
  return [
    `Since ${since}:`,
    indent(table(rows)),
    ...frames.map((frame) => frameView(frame, style, now)),
    style.dim(`Nothing of yours is in these screens. They are in ${oneLine(folder)}`),
  ].join('\n');
}

function frameView(frame: DisagreementFrame, style: Style, now: number): string {
  const { what, count, lastAt, claudeVersion, sources, rows } = frame;
  const version = claudeVersion === null ? '' : `, Claude Code ${oneLine(claudeVersion)}`;
  const age = formatAge(now - Date.parse(lastAt));
  const said = sources.map(({ word, rule }) => `${word} (${rule})`).join(', ');
  const text = rows.map((row) => oneLine(row)).join('\n');
  return [
    `${style.bold(oneLine(what))}  ${count} times, last ${age} ago${version}`,
    ...(said === '' ? [] : [indent(oneLine(said))]),
    indent(text.replace(/\n+$/, ''), 4),
  ].join('\n');
}
