import type { AegisClient } from '@aegis/client';
import { AegisError, type Pipeline, pipelineIdSchema } from '@aegis/protocol';
import { is } from 'valibot';
import { didYouMean } from '../text/closest.ts';

const SHORTEST_PREFIX = 4;
const PREFIX = 'pip_';

export async function listAllPipelines(
  client: AegisClient,
  query: { status?: Pipeline['status'] | undefined },
  signal: AbortSignal,
): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listPipelines({ ...query, cursor }, { signal });
    pipelines.push(...page.pipelines);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pipelines;
}

function begins({ id }: Pipeline, argument: string): boolean {
  const wanted = argument.startsWith(PREFIX) ? argument.slice(PREFIX.length) : argument;
  return wanted.length >= SHORTEST_PREFIX && id.slice(PREFIX.length).startsWith(wanted);
}

/**
 * The pipeline that an argument means: by the beginning of its id, or by name; of those with one name the one that
 * runs, else the newest.
 * @param pipelines newest first
 * @throws AegisError `pipeline_not_found`; `invalid_request` where several fit
 */
export function choosePipeline(pipelines: readonly Pipeline[], argument: string): Pipeline {
  const named = pipelines.filter(({ name }) => name === argument);
  const running = named.filter(({ status }) => status === 'running');
  const candidates = [
    ...(running.length > 0 ? running : named.slice(0, 1)),
    ...pipelines.filter((pipeline) => !named.includes(pipeline) && begins(pipeline, argument)),
  ];
  const [first, ...others] = candidates;
  if (!first) {
    const names = pipelines.map(({ name }) => name);
    throw new AegisError(
      'pipeline_not_found',
      `No pipeline has the name or id ${JSON.stringify(argument)}.${didYouMean(argument, names)}`,
      { details: { pipeline: argument } },
    );
  }
  if (others.length > 0) {
    const list = candidates.map(({ id, name, status }) => `${id} (${name}, ${status})`).join(', ');
    throw new AegisError(
      'invalid_request',
      `${JSON.stringify(argument)} means several pipelines: ${list}. Give the id.`,
      { details: { pipeline: argument, candidates: candidates.map(({ id }) => id) } },
    );
  }
  return first;
}

/** The pipeline that an argument names: its id, the beginning of its id, or its name. */
export async function findPipeline(
  client: AegisClient,
  argument: string,
  signal: AbortSignal,
): Promise<Pipeline> {
  if (is(pipelineIdSchema, argument)) return client.getPipeline(argument, {}, { signal });
  return choosePipeline(await listAllPipelines(client, {}, signal), argument);
}
