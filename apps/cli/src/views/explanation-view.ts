import type { Explanation, ScreenExplained } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { statusStyle } from './status-style.ts';

/** How a screen was read: its rows with the parts they belong to, the rules that were tried, and what came of it. */
export function screenExplanationView(screen: ScreenExplained, style: Style): string {
  return [
    `${style.bold('Screen')} (${screen.cols} columns; wording of Claude Code ${screen.generation})`,
    indent(drawnRows(screen, style)),
    style.bold('Rules, in the order in which they were tried'),
    indent(triedRules(screen, style)),
    style.bold('Verdict'),
    indent(verdict(screen, style)),
  ].join('\n');
}

/** How the status of a session came about. `now` is epoch milliseconds. */
export function explanationView(
  { screen, sources, decided }: Explanation,
  style: Style,
  now: number,
): string {
  const words = sources.map(({ source, status, rule, since }): Cell[] => [
    { text: source },
    { text: status, style: status === 'waiting' ? style.yellow : statusStyle(status, style) },
    { text: oneLine(rule) },
    { text: `for ${formatAge(now - Date.parse(since))}` },
  ]);
  const { source, rule } = decided.evidence;
  return [
    ...(screen === null ? ['There is no screen to read.'] : [screenExplanationView(screen, style)]),
    style.bold('What each source says by itself'),
    indent(words.length === 0 ? 'Nothing.' : table(words)),
    style.bold('Believed'),
    indent(`${decided.by}: ${source}, ${oneLine(rule)}`),
  ].join('\n');
}

type Region = ScreenExplained['regions'][number];

/** The smallest one counts where regions lie in each other. */
function regionOf(regions: readonly Region[], row: number): Region | null {
  return regions
    .filter(({ from, to }) => row >= from && row < to)
    .reduce<Region | null>(
      (best, each) => (best === null || each.to - each.from < best.to - best.from ? each : best),
      null,
    );
}

function drawnRows({ rows, regions }: ScreenExplained, style: Style): string {
  const lastText = rows.findLastIndex((text) => text !== '');
  const end = Math.max(lastText + 1, ...regions.map(({ to }) => Math.min(to, rows.length)));
  let before: Region | null = null;
  const cells = rows.slice(0, end).map((text, index): Cell[] => {
    const region = regionOf(regions, index);
    const isNew = region !== null && region !== before;
    before = region;
    return [
      { text: String(index).padStart(String(end).length), style: style.dim },
      { text: isNew ? oneLine(region.name) : '', style: style.cyan },
      { text: region === null ? ' ' : '│', style: style.cyan },
      { text: oneLine(text) },
    ];
  });
  return cells.length === 0 ? 'It is empty.' : table(cells);
}

function triedRules({ tried }: ScreenExplained, style: Style): string {
  const cells = tried.map(({ rule, matched, why }): Cell[] => [
    { text: matched ? 'yes' : 'no', style: matched ? style.green : style.dim },
    { text: oneLine(rule) },
    { text: oneLine(why) },
  ]);
  return cells.length === 0 ? 'None was needed.' : table(cells);
}

function verdict({ status, statusText, rule, activity, dialog }: ScreenExplained, style: Style) {
  const facts: [string, string | null][] = [
    ['rule', rule],
    ['text', statusText],
    ['activity', activity],
    ['dialog', dialog && `${dialog.name} (${dialog.kind})`],
    ['title', dialog && dialog.title],
    ['tool', dialog && dialog.toolName],
    ['about', dialog && dialog.subject],
  ];
  const known = facts
    .filter((fact): fact is [string, string] => fact[1] !== null)
    .map(([name, value]): Cell[] => [{ text: name, style: style.dim }, { text: oneLine(value) }]);
  const options = (dialog?.options ?? []).map(({ label, role, highlighted }): Cell[] => [
    { text: highlighted ? '❯' : ' ' },
    { text: oneLine(label) },
    { text: role, style: style.dim },
  ]);
  const parts = [statusStyle(status, style)(status), table(known), table(options)];
  return parts.filter((part) => part !== '').join('\n');
}
