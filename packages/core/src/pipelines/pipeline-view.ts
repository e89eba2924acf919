import {
  toTimestamp,
  type Pipeline,
  type PipelineChange,
  type PipelineDefinition,
  type StepState,
  type Usage,
} from '@aegis/protocol';
import type { PipelineRunState, StepRun } from './pipeline-state.ts';

const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
};

/** The sum of several; its cost is known only where that of each is that used anything. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const used = usages.filter(
    ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }) =>
      inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens > 0,
  );
  const sum = (of: (usage: Usage) => number) => used.reduce((total, usage) => total + of(usage), 0);
  const isCostKnown = used.length > 0 && used.every(({ costUsd }) => costUsd !== null);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cacheReadTokens: sum(({ cacheReadTokens }) => cacheReadTokens),
    cacheWriteTokens: sum(({ cacheWriteTokens }) => cacheWriteTokens),
    costUsd: isCostKnown ? sum(({ costUsd }) => costUsd ?? 0) : null,
  };
}

/** What a session has used by now; null where nothing is known of it any more. */
export type UsageOf = (sessionId: string) => Usage | null;

/** A pipeline as everybody sees it. */
export function toPipeline(
  definition: PipelineDefinition,
  state: PipelineRunState,
  usageOf: UsageOf,
): Pipeline {
  const steps = state.steps.map((step) => toStep(definition, step, usageOf));
  return {
    id: state.id,
    name: definition.name,
    workDir: definition.workDir,
    status: state.status,
    steps,
    usage: sumUsage(steps.map(({ usage }) => usage)),
    createdAt: toTimestamp(state.createdAt),
    updatedAt: toTimestamp(state.updatedAt),
    endedAt: timeOrNull(state.endedAt),
  };
}

function toStep(definition: PipelineDefinition, step: StepRun, usageOf: UsageOf): StepState {
  const plan = definition.steps.find(({ name }) => name === step.name);
  return {
    name: step.name,
    dependsOn: [...(plan?.dependsOn ?? [])],
    status: step.status,
    attempt: step.attempt,
    attempts: step.attempts,
    sessionId: step.sessionId,
    waitsOn: step.waitsOn,
    startedAt: timeOrNull(step.startedAt),
    endedAt: timeOrNull(step.endedAt),
    output: step.output,
    error: step.error,
    gate: step.gate,
    worktree: step.worktree,
    usage: sumUsage(step.sessions.map(({ id, usage }) => usageOf(id) ?? usage ?? NO_USAGE)),
  };
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : toTimestamp(time);
}

/** What is told of a change: each step in which something of it can be seen, and the pipeline itself: its end last. */
export function changesBetween(
  definition: Pick<PipelineDefinition, 'name'>,
  before: PipelineRunState | null,
  after: PipelineRunState,
): PipelineChange[] {
  const common = { pipelineId: after.id, name: definition.name, status: after.status };
  const shown = ({ name, status, attempt, sessionId, waitsOn, error }: StepRun) => ({
    ...{ name, status, attempt, sessionId, waitsOn, error },
  });
  const known = (before ?? after).steps.map((step) => JSON.stringify(shown(step)));
  const steps = after.steps
    .map(shown)
    .filter((step, index) => JSON.stringify(step) !== known[index])
    .map((step) => ({ ...common, step }));
  if (before?.status === after.status) return steps;
  const whole = { ...common, step: null };
  return after.status === 'running' ? [whole, ...steps] : [...steps, whole];
}
