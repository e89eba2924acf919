import {
  gateReportSchema,
  PIPELINE_STATUSES,
  STEP_STATUSES,
  stepErrorSchema,
  usageSchema,
  worktreeSchema,
  type PipelineDefinition,
} from '@aegis/protocol';
import * as v from 'valibot';

/** Epoch milliseconds. */
const time = v.nullable(v.number());

const stepRunSchema = v.object({
  name: v.string(),
  status: v.picklist(STEP_STATUSES),
  /** Tries that were begun. */
  attempt: v.number(),
  /** Tries that there may be. */
  attempts: v.number(),
  /** Of the last try. */
  sessionId: v.nullable(v.string()),
  /** A session is being started for the last try: whether there is one already is not known. */
  isStarting: v.boolean(),
  /** Sessions of this step that have yet to be ended. */
  ending: v.array(v.string()),
  waitsOn: v.nullable(v.string()),
  startedAt: time,
  endedAt: time,
  /** When the last try is given up. */
  deadline: time,
  /** When the next try is due. */
  retryAt: time,
  output: v.nullable(v.string()),
  error: v.nullable(stepErrorSchema),
  gate: v.nullable(gateReportSchema),
  workDir: v.nullable(v.string()),
  worktree: v.nullable(worktreeSchema),
  /** The branch that its last try worked on, also once that is gone. */
  branch: v.nullable(v.string()),
  /** Every session that it had, with what it used as far as is known. */
  sessions: v.array(v.object({ id: v.string(), usage: v.nullable(usageSchema) })),
});
export type StepRun = v.InferOutput<typeof stepRunSchema>;

export const pipelineRunSchema = v.object({
  id: v.string(),
  status: v.picklist(PIPELINE_STATUSES),
  createdAt: v.number(),
  updatedAt: v.number(),
  endedAt: time,
  /** In the order of the definition. */
  steps: v.array(stepRunSchema),
});
export type PipelineRunState = v.InferOutput<typeof pipelineRunSchema>;

/** A pipeline of which nothing has begun. */
export function newPipelineState(
  id: string,
  definition: PipelineDefinition,
  now: number,
): PipelineRunState {
  return {
    id,
    status: 'running',
    createdAt: now,
    updatedAt: now,
    endedAt: null,
    steps: definition.steps.map(({ name, retry }) => ({
      name,
      status: 'waiting',
      attempt: 0,
      attempts: retry?.attempts ?? 1,
      sessionId: null,
      isStarting: false,
      ending: [],
      waitsOn: null,
      startedAt: null,
      endedAt: null,
      deadline: null,
      retryAt: null,
      output: null,
      error: null,
      gate: null,
      workDir: null,
      worktree: null,
      branch: null,
      sessions: [],
    })),
  };
}

/** Something of the step may still run, whatever its status. */
export function isOccupied({ isStarting, ending, status }: StepRun): boolean {
  return isStarting || ending.length > 0 || status === 'running' || status === 'gating';
}
