import {
  PIPELINE_STATUSES,
  pipelineDefinitionSchema,
  pipelineIdSchema,
  pipelineListSchema,
  pipelineSchema,
  swarmSchema,
  type AegisEvent,
  type Pipeline,
} from '@aegis/protocol';
import * as v from 'valibot';
import { type Told, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool, type ToolContext } from '../tool.ts';
import { SPELLED_ELSEWHERE, wholeNumber } from './inputs.ts';

const pipelineIdInput = v.message(
  pipelineIdSchema,
  'must be a pipeline id (`pip_` and 20 characters) as create_pipeline and list_pipelines give it',
);
const PIPELINE_ID = 'The pipeline: `id` as create_pipeline and list_pipelines give it.';
/** Node gives an answer up that has not begun after 300 s. */
const MAX_PIPELINE_WAIT_MS = 240_000;
const waitInput = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PIPELINE_WAIT_MS)),
);
const WAIT =
  'Milliseconds to wait for its end; default 0. 50 000 is what most MCP clients allow; call get_pipeline again after that.';

function adviceOnPipeline({ id, status, steps }: Pipeline): string | null {
  const waiting = steps.filter(({ waitsOn }) => waitsOn !== null);
  if (waiting.length > 0) {
    const each = waiting.map(
      ({ name, sessionId, waitsOn }) => `step "${name}" (${sessionId ?? 'no session'}): ${waitsOn}`,
    );
    return `Somebody is asked. ${each.join('; ')}. Look with get_status, then settle it with approve_permission, reject_permission or answer_question.`;
  }
  if (status === 'running') return `It runs. Call get_pipeline with id "${id}" and waitMs.`;
  if (status !== 'failed') return null;
  const failed = steps.filter(({ error }) => error !== null);
  const each = failed.map(({ name, error }) => `"${name}": ${error?.message ?? ''}`);
  return `It failed. ${each.join('; ')} Once that is put right, resume_pipeline goes on from there.`;
}

/** What a pipeline's events say; `isMeant` by its id, or by its name before the id is known. */
function aboutPipeline(isMeant: (change: { pipelineId: string; name: string }) => boolean): Told {
  return {
    begin: 'The pipeline runs',
    onEvent(event: AegisEvent) {
      if (event.type !== 'pipeline-changed' || !isMeant(event.data)) return null;
      const { step, status } = event.data;
      if (step === null) return `pipeline ${status}`;
      const waits = step.waitsOn === null ? '' : ` (waits: ${step.waitsOn})`;
      return `step ${step.name} ${step.status}${waits}`;
    },
  };
}

function waited(id: string, waitMs: number, { client, signal }: ToolContext): Promise<Pipeline> {
  return client.getPipeline(id, waitMs === 0 ? {} : { waitMs }, { signal });
}

const createPipeline = defineTool({
  name: 'create_pipeline',
  title: 'Create pipeline',
  description:
    "Run steps that depend on each other, each in a Claude Code session of its own: parallel where they may be, with retry, timeout, quality gate, git worktree and policy for each. Prompts can use `{{vars.NAME}}`, and `{{steps.NAME.output}}`, `{{steps.NAME.workDir}}`, `{{steps.NAME.branch}}` of steps in `dependsOn`. Answers at once unless `waitMs` is given; follow it with get_pipeline. A step whose session asks something waits: `waitsOn` says for what; a policy in the step's `session` answers without you.",
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({
    ...pipelineDefinitionSchema.entries,
    waitMs: waitInput,
  }),
  parameters: {
    name: 'A name for people, one line.',
    workDir: 'Absolute path of the directory in which steps work that name no other.',
    variables: 'Values for `{{vars.NAME}}`.',
    steps:
      'Each with `name` and `prompt`; `dependsOn`, `session` (options of create_session), `gate` (`true`, or as run_quality_gate takes it), `retry`, `timeoutMs`, `worktree`, `keepSession`, `workDir`.',
    concurrency: 'How many steps run at a time; default 4.',
    onFailure:
      '`stop` (default): nothing new is begun once a step has failed; `continue`: steps that do not depend on it go on.',
    waitMs: WAIT,
  },
  spelledElsewhere: [...SPELLED_ELSEWHERE, 'session', 'worktree'],
  output: pipelineSchema,
  run: ({ waitMs = 0, ...definition }, context) => {
    const { client, signal, own } = context;
    const told = aboutPipeline(({ name }) => name === definition.name);
    return withProgress(context, told, async () => {
      const created = await client.createPipeline(definition, { signal });
      if (created.status === 'running') own.addPipeline(created.id);
      return waitMs === 0 ? created : waited(created.id, waitMs, context);
    });
  },
  advice: adviceOnPipeline,
});

const listPipelines = defineTool({
  name: 'list_pipelines',
  title: 'List pipelines',
  description: 'List pipelines with their steps, newest first, all or by status.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({
    status: v.optional(v.picklist(PIPELINE_STATUSES)),
    limit: v.optional(wholeNumber(1)),
    cursor: v.optional(v.string()),
  }),
  parameters: {
    status: 'Only pipelines in this status.',
    limit: 'How many at most.',
    cursor: "`nextCursor` of the answer before, for the pipelines after that answer's.",
  },
  output: pipelineListSchema,
  run: (query, { client, signal }) => client.listPipelines(query, { signal }),
});

const getPipeline = defineTool({
  name: 'get_pipeline',
  title: 'Get pipeline',
  description:
    'One pipeline: its status, and of each step the status, its session, what it waits on, its output (Claude’s last words), error and gate report. With `waitMs` it answers when the pipeline has ended.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ pipelineId: pipelineIdInput, waitMs: waitInput }),
  parameters: { pipelineId: PIPELINE_ID, waitMs: WAIT },
  output: pipelineSchema,
  run: ({ pipelineId, waitMs = 0 }, context) =>
    withProgress(
      context,
      aboutPipeline((change) => change.pipelineId === pipelineId),
      () => waited(pipelineId, waitMs, context),
    ),
  advice: adviceOnPipeline,
});

const cancelPipeline = defineTool({
  name: 'cancel_pipeline',
  title: 'Cancel pipeline',
  description:
    'Stop a pipeline and end the sessions of its steps. Again is fine. resume_pipeline goes on with it.',
  effect: 'destroys',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ pipelineId: pipelineIdInput }),
  parameters: { pipelineId: PIPELINE_ID },
  output: pipelineSchema,
  run: ({ pipelineId }, { client, signal }) => client.cancelPipeline(pipelineId, { signal }),
});

const resumePipeline = defineTool({
  name: 'resume_pipeline',
  title: 'Resume pipeline',
  description:
    'Go on with a pipeline that failed or was cancelled, from the steps that did not succeed; those that did are not run again.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: true,
  input: v.strictObject({ pipelineId: pipelineIdInput }),
  parameters: { pipelineId: PIPELINE_ID },
  output: pipelineSchema,
  run: async ({ pipelineId }, { client, signal, own }) => {
    const pipeline = await client.resumePipeline(pipelineId, { signal });
    own.addPipeline(pipeline.id);
    return pipeline;
  },
  advice: adviceOnPipeline,
});

const getSwarm = defineTool({
  name: 'get_swarm',
  title: 'Get swarm',
  description:
    'Parallel sessions at one glance, grouped by the session that started them or by tag: status, what each waits on, last turn, stall, cost, and totals; with Claude Code’s own subagents and agent teams. Use it to see whom to answer next.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({
    parentId: v.optional(v.string()),
    tag: v.optional(v.string()),
    all: v.optional(v.boolean()),
  }),
  parameters: {
    parentId: 'Only this session and what it started.',
    tag: 'Only sessions with this tag.',
    all: 'Also sessions that have ended.',
  },
  output: swarmSchema,
  run: (query, { client, signal }) => client.swarm(query, { signal }),
});

export const pipelineTools: readonly Tool[] = [
  createPipeline,
  listPipelines,
  getPipeline,
  cancelPipeline,
  resumePipeline,
  getSwarm,
];
