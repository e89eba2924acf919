import type { CanaryReport } from '@aegis/canary';
import type { Style } from '../output.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';

/** What was tried, what drifted, and what to do about it. */
export function canaryView(
  { verdict, claude, findings, chapters, durationMs }: CanaryReport,
  style: Style,
): string {
  const version = claude.version ?? 'of an unknown version';
  const isDrift = verdict === 'drifted';
  const head = isDrift
    ? style.red(`Claude Code ${oneLine(version)} is not understood any more.`)
    : style.green(`Claude Code ${oneLine(version)} is understood.`);
  const rows = chapters.map(({ name, steps }): Cell[] => {
    const reached = steps.filter(({ outcome }) => outcome === 'reached').length;
    const isWhole = reached === steps.length;
    return [
      { text: isWhole ? 'ok' : 'lost', style: isWhole ? style.green : style.red },
      { text: name },
      { text: isWhole ? '' : `${reached} of ${steps.length} steps` },
    ];
  });
  const found = findings.map(({ area, severity, what, frame }) => {
    const mark = severity === 'drift' ? style.red('drift') : style.dim('new');
    const screen = frame === null ? [] : [indent(style.dim(`→ ${oneLine(frame)}`))];
    return [`${mark}  ${area}: ${oneLine(what)}`, ...screen].join('\n');
  });
  return [
    `${head} ${style.dim(`(${(durationMs / 1000).toFixed(0)} s, ${oneLine(claude.command.join(' '))})`)}`,
    indent(table(rows)),
    ...found,
    ...(isDrift ? ['What to do: docs/canary.md of Aegis.'] : []),
  ].join('\n');
}
