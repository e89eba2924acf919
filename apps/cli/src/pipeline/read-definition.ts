import { type PipelineDefinition, pipelineDefinitionSchema } from '@aegis/protocol';
import { dirname, resolve } from 'node:path';
import { locateValue, parseLocated } from '../files/parse-file.ts';
import { readSource } from '../files/read-source.ts';
import type { CliIo } from '../io.ts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A pipeline's file. Its `workDir` may be left out (the directory that the command runs in) or be relative to the file;
 * `variables` go before those of the file.
 * @throws UsageError with the line of each thing that is wrong
 */
export async function readDefinition(
  io: CliIo,
  path: string,
  variables: Readonly<Record<string, string>>,
): Promise<PipelineDefinition> {
  const source = await readSource(io, path);
  const located = locateValue(source);
  const { value } = located;
  if (!isRecord(value)) return parseLocated(pipelineDefinitionSchema, source, located);
  const folder = path === '-' ? io.cwd : dirname(resolve(io.cwd, path));
  const { workDir = io.cwd } = value;
  const completed = {
    ...value,
    workDir: typeof workDir === 'string' ? resolve(folder, workDir) : workDir,
    ...(Object.keys(variables).length === 0
      ? {}
      : {
          variables: { ...(isRecord(value['variables']) ? value['variables'] : {}), ...variables },
        }),
  };
  return parseLocated(pipelineDefinitionSchema, source, { ...located, value: completed });
}
