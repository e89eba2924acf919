import type { GateCheck, GateReport } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatSpan } from '../text/amounts.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { shellQuote } from '../text/shell-quote.ts';

const STYLES = {
  pass: (style: Style) => style.green,
  fail: (style: Style) => style.red,
  error: (style: Style) => style.red,
  skipped: (style: Style) => style.dim,
} as const;

function checkView({ name, verdict, summary, findings, run }: GateCheck, style: Style): string {
  const took = run === null ? '' : style.dim(`  ${formatSpan(run.durationMs)}`);
  const parts = [
    `${STYLES[verdict](style)(verdict)}  ${oneLine(name)}: ${oneLine(summary)}${took}`,
  ];
  if (verdict !== 'pass' && verdict !== 'skipped') {
    parts.push(...findings.map(({ message }) => indent(`- ${oneLine(message)}`)));
    if (run !== null) {
      parts.push(
        indent(style.dim(`$ ${run.command.map((word) => shellQuote(oneLine(word))).join(' ')}`)),
      );
      if (run.droppedBytes > 0) parts.push(indent(style.dim(`… ${run.droppedBytes} bytes before`)));
      if (run.output.trim() !== '') parts.push(indent(run.output.trimEnd(), 4));
    }
  }
  return parts.join('\n');
}

/** A quality gate report: one line for each check, and what a check that did not pass found. */
export function gateView(report: GateReport, style: Style): string {
  return [
    ...report.checks.map((check) => checkView(check, style)),
    `${STYLES[report.verdict](style)(report.verdict)}: ${oneLine(report.summary)}`,
  ].join('\n');
}
