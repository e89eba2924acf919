import type { Pipeline, PipelinePlan, StepState, StepStatus } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { waves } from '../pipeline/waves.ts';
import { formatCost, formatSpan } from '../text/amounts.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { listTable } from './facts.ts';

const MARKS: Record<StepStatus, string> = {
  waiting: '·',
  running: '▶',
  gating: '◆',
  succeeded: '✓',
  failed: '✗',
  blocked: '–',
  cancelled: '–',
};

function stepStyle(status: StepStatus, style: Style): (text: string) => string {
  if (status === 'succeeded') return style.green;
  if (status === 'failed') return style.red;
  return status === 'running' || status === 'gating' ? style.cyan : style.dim;
}

function statusColour(status: Pipeline['status'], style: Style): (text: string) => string {
  if (status === 'succeeded') return style.green;
  return status === 'running' ? style.cyan : style.red;
}

function took({ startedAt, endedAt }: StepState, now: number): string {
  if (startedAt === null) return '';
  return formatSpan((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function stateOf(step: StepState): string {
  const { status, attempt, attempts, waitsOn, error, gate } = step;
  return [
    attempts > 1 && attempt > 0 ? `${status}, try ${attempt} of ${attempts}` : status,
    ...(waitsOn === null ? [] : [`waits: ${waitsOn}`]),
    ...(error === null ? [] : [error.message]),
    ...(gate !== null && gate.verdict !== 'pass' ? [`gate: ${gate.summary}`] : []),
  ].join('; ');
}

function stepCells(step: StepState, depth: number, style: Style, now: number): Cell[] {
  const { name, dependsOn, status, sessionId, worktree } = step;
  const branch = depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
  const after = dependsOn.length === 0 ? '' : `after ${dependsOn.join(', ')}`;
  return [
    { text: `${branch}${MARKS[status]} ${oneLine(name)}`, style: stepStyle(status, style) },
    { text: took(step, now) },
    { text: sessionId ?? '' },
    { text: oneLine(after), style: style.dim },
    { text: oneLine([stateOf(step), worktree?.branch].filter(Boolean).join('  ')) },
  ];
}

/** A pipeline as a graph: each step below and to the right of those that it runs after. `now` is epoch milliseconds. */
export function pipelineView(pipeline: Pipeline, style: Style, now: number): string {
  const { id, name, status, steps, usage, createdAt, endedAt } = pipeline;
  const done = steps.filter((step) => step.status === 'succeeded').length;
  const span = formatSpan((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(createdAt));
  const rows = waves(steps).flatMap((wave, depth) =>
    wave.map((step) => stepCells(step, depth, style, now)),
  );
  const head = `${id}  ${style.bold(oneLine(name))}  ${statusColour(status, style)(status)}`;
  return `${head}  ${done} of ${steps.length} steps, ${span}, ${formatCost(usage.costUsd)}\n${indent(table(rows))}`;
}

/** As {@link pipelineView}, with what each step put out. */
export function pipelineDetails(pipeline: Pipeline, style: Style, now: number): string {
  const outputs = pipeline.steps.flatMap(({ name, output }) =>
    output === null ? [] : [`${style.bold(oneLine(name))}:\n${indent(output)}`],
  );
  return [pipelineView(pipeline, style, now), ...outputs].join('\n\n');
}

/** Pipelines, one on each line. `now` is epoch milliseconds. */
export function pipelineTable(pipelines: readonly Pipeline[], style: Style, now: number): string {
  const rows = pipelines.map(({ id, name, status, steps, createdAt, usage }) => [
    { text: id },
    { text: oneLine(name) },
    { text: status, style: statusColour(status, style) },
    { text: `${steps.filter((step) => step.status === 'succeeded').length}/${steps.length}` },
    { text: formatAge(now - Date.parse(createdAt)) },
    { text: formatCost(usage.costUsd) },
  ]);
  const head = ['ID', 'NAME', 'STATUS', 'STEPS', 'AGE', 'COST'];
  return listTable(head, rows, { style, none: 'No pipelines.' });
}

/** What runs when, one line for each wave. */
export function planView({ name, waves: planned }: PipelinePlan): string {
  const lines = planned.map((names, index) => `${index + 1}. ${names.map(oneLine).join(', ')}`);
  return `${oneLine(name)} can be run:\n${indent(lines.join('\n'))}`;
}
