import type { CreateSessionBody, PipelineDefinition, PipelineStep } from '@aegis/protocol';
import { resolve } from 'node:path';
import { renderStep, type StepResult } from './render-step.ts';

/** The tag of every session of a pipeline, by which they are found. */
export function pipelineTag(pipelineId: string): string {
  return `pipeline:${pipelineId}`;
}

const MAX_NAME = 120;

/**
 * What a try of a step is started with.
 * @throws AegisError `variable_unknown`
 */
export function stepRequest(
  definition: PipelineDefinition,
  step: PipelineStep,
  {
    pipelineId,
    attempt,
    resultOf,
  }: { pipelineId: string; attempt: number; resultOf: (step: string) => StepResult | null },
): CreateSessionBody {
  const { prompt, workDir, base } = renderStep(step, definition, resultOf);
  const name = `${definition.name}: ${step.name}${attempt > 1 ? ` (${attempt})` : ''}`;
  return {
    ...step.session,
    name: name.slice(-MAX_NAME),
    prompt,
    workDir: resolve(definition.workDir, workDir ?? '.'),
    tags: [pipelineTag(pipelineId), ...(step.session?.tags ?? [])],
    ...(step.worktree !== undefined && { worktree: worktreeOf(step.worktree, attempt, base) }),
  };
}

function worktreeOf(
  request: NonNullable<PipelineStep['worktree']>,
  attempt: number,
  base: string | null,
): NonNullable<CreateSessionBody['worktree']> {
  if (typeof request === 'boolean') return request;
  const { branch } = request;
  return {
    ...request,
    // What an earlier try did stays on its own branch.
    ...(branch !== undefined && { branch: attempt > 1 ? `${branch}-${attempt}` : branch }),
    ...(base !== null && { base }),
  };
}
