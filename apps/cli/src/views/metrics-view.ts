import type { Latency, LatencyStats, SessionMetrics } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatCount, formatSpan, formatUsage } from '../text/amounts.ts';
import { indent } from '../text/indent.ts';
import { listTable, factTable } from './facts.ts';

const INCOMPLETE = 'Events of this session were pruned: there was more than is counted here.';

/** `delivered 3, failed 1`: what there was none of is left out. */
function counts(record: Readonly<Record<string, number>>): string | null {
  const told = Object.entries(record).filter(([, count]) => count > 0);
  return told.length === 0 ? null : told.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** What happened in a session, counted. */
export function metricsView(metrics: SessionMetrics, style: Style): string {
  const { turns, pendings, policy } = metrics;
  const spans = Object.entries(metrics.statusMs)
    .sort(([, a], [, b]) => b - a)
    .map(([status, milliseconds]) => `${status} ${formatSpan(milliseconds)}`);
  const facts = factTable(
    [
      ['prompts', counts(metrics.prompts)],
      ['turns', counts(turns.byOutcome) ?? String(turns.total)],
      ['dialogs', pendings.opened === 0 ? null : (counts(pendings) ?? '')],
      ['policy', counts(policy)],
      ['stalls', metrics.stalls === 0 ? null : `${metrics.stalls}, ${metrics.recoverySteps} steps`],
      ['messages', String(metrics.messages)],
      ['tool calls', `${metrics.toolCalls}, ${metrics.toolErrors} failed`],
      ['tools', counts(Object.fromEntries(metrics.tools.map(({ name, calls }) => [name, calls])))],
      ['time in', spans.length === 0 ? null : spans.join(', ')],
      ['usage', formatUsage(metrics.usage)],
      ['context', metrics.contextTokens === null ? null : formatCount(metrics.contextTokens)],
    ],
    style,
  );
  const models = metrics.models.map(({ model, usage }) => `${model}: ${formatUsage(usage)}`);
  return [
    metrics.id,
    indent(facts),
    ...(models.length > 1 ? ['By model:', indent(models.join('\n'))] : []),
    ...(metrics.complete ? [] : [style.yellow(INCOMPLETE)]),
  ].join('\n');
}

/** How long things take in a session, one on each line. */
export function latencyView(latency: Latency, style: Style): string {
  const rows: [string, LatencyStats][] = [
    ['startup', latency.startup],
    ['delivery', latency.delivery],
    ['first response', latency.firstResponse],
    ['turn', latency.turn],
    ['answer', latency.answer],
  ];
  const cells = rows.map(([name, stats]) => {
    if (stats === null) return [{ text: name }, { text: 'not measured yet', style: style.dim }];
    const spans = [stats.minMs, stats.medianMs, stats.p95Ms, stats.maxMs, stats.lastMs];
    return [name, String(stats.count), ...spans.map(formatSpan)].map((text) => ({ text }));
  });
  const head = ['', 'COUNT', 'LEAST', 'MEDIAN', '95%', 'MOST', 'LAST'];
  const shown = listTable(head, cells, { style, none: '' });
  return latency.complete ? shown : `${shown}\n${style.yellow(INCOMPLETE)}`;
}
