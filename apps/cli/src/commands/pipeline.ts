import { type Pipeline, pipelineListQuerySchema } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findPipeline, listAllPipelines } from '../pipeline/find-pipeline.ts';
import { followPipeline } from '../pipeline/follow-pipeline.ts';
import { readDefinition } from '../pipeline/read-definition.ts';
import { pipelineDetails, pipelineTable, pipelineView, planView } from '../views/pipeline-view.ts';
import { parseAssignments } from './parse-assignments.ts';
import { parseQuery } from './parse-query.ts';

export interface PipelineFileFlags {
  var?: readonly string[];
}

export interface PipelineStartFlags {
  detach?: true;
}

const definitionFrom = ({ io }: CommandContext, file: string, flags: PipelineFileFlags) =>
  readDefinition(io, file, parseAssignments('--var', flags.var ?? []));

/** The pipeline that an argument names, and the client that found it. */
async function named(context: CommandContext, argument: string) {
  const client = await context.connect();
  return { client, pipeline: await findPipeline(client, argument, context.io.signal) };
}

function exitCodeOf({ status }: Pipeline): number {
  return status === 'failed' || status === 'cancelled' ? EXIT.failed : EXIT.ok;
}

/** Prints a pipeline; what is to be done about one that did not succeed beside it. */
function report({ io, output }: CommandContext, pipeline: Pipeline): number {
  output.answer(pipeline, (shown, style) => pipelineDetails(shown, style, io.now()));
  if (exitCodeOf(pipeline) !== EXIT.ok) {
    output.note(
      `aegis pipeline resume ${pipeline.id} goes on from the steps that did not succeed.`,
    );
  }
  return exitCodeOf(pipeline);
}

/** Follows one that was just started, or prints its id. */
async function started(
  context: CommandContext,
  pipeline: Pipeline,
  { detach }: PipelineStartFlags,
): Promise<number> {
  const { output } = context;
  if (detach) {
    output.answer(pipeline, ({ id }) => id);
    output.note(`aegis pipeline watch ${pipeline.id} follows it.`);
    return EXIT.ok;
  }
  output.note(`Pipeline ${pipeline.id} (${pipeline.name})`);
  const client = await context.connect();
  return report(context, await followPipeline(context, client, pipeline.id));
}

export const pipelineRun: CommandHandler<PipelineFileFlags & PipelineStartFlags, [string]> = async (
  context,
  flags,
  file,
) => {
  const definition = await definitionFrom(context, file, flags);
  const client = await context.connect();
  const pipeline = await client.createPipeline(definition, { signal: context.io.signal });
  return started(context, pipeline, flags);
};

export const pipelineCheck: CommandHandler<PipelineFileFlags, [string]> = async (
  context,
  flags,
  file,
) => {
  const definition = await definitionFrom(context, file, flags);
  const client = await context.connect();
  const plan = await client.checkPipeline(definition, { signal: context.io.signal });
  context.output.answer(plan, planView);
  return EXIT.ok;
};

export const pipelineLs: CommandHandler<{ status?: string }, []> = async (context, flags) => {
  const { io, output } = context;
  const { status } = parseQuery(pipelineListQuerySchema, { status: flags.status });
  const client = await context.connect();
  const pipelines = await listAllPipelines(client, { status }, io.signal);
  output.answer({ pipelines, nextCursor: null }, (list, style) =>
    pipelineTable(list.pipelines, style, io.now()),
  );
  return EXIT.ok;
};

export const pipelineShow: CommandHandler<unknown, [string]> = async (
  context,
  _flags,
  argument,
) => {
  const { io, output } = context;
  const { pipeline } = await named(context, argument);
  output.answer(pipeline, (shown, style) => pipelineDetails(shown, style, io.now()));
  return EXIT.ok;
};

export const pipelineWatch: CommandHandler<unknown, [string]> = async (
  context,
  _flags,
  argument,
) => {
  const { client, pipeline } = await named(context, argument);
  return report(context, await followPipeline(context, client, pipeline.id));
};

export const pipelineCancel: CommandHandler<unknown, [string]> = async (
  context,
  _flags,
  argument,
) => {
  const { io, output } = context;
  const { client, pipeline } = await named(context, argument);
  const cancelled = await client.cancelPipeline(pipeline.id, { signal: io.signal });
  output.answer(cancelled, (shown, style) => pipelineView(shown, style, io.now()));
  return EXIT.ok;
};

export const pipelineResume: CommandHandler<PipelineStartFlags, [string]> = async (
  context,
  flags,
  argument,
) => {
  const { signal } = context.io;
  const { client, pipeline } = await named(context, argument);
  return started(context, await client.resumePipeline(pipeline.id, { signal }), flags);
};

export const pipelineRm: CommandHandler<unknown, [string[]]> = async (context, _flags, names) => {
  const { io, output } = context;
  const client = await context.connect();
  for (const argument of names) {
    const { id, name } = await findPipeline(client, argument, io.signal);
    const answer = await client.deletePipeline(id, { signal: io.signal });
    output.item({ ...answer, id, name }, (removed) => `Removed ${removed.id} (${removed.name})`);
  }
  return EXIT.ok;
};
