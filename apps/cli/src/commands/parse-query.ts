import { parseRequest } from '@aegis/protocol';
import type { GenericSchema, InferOutput } from 'valibot';

/** Flags as a route's query, which is spelled in text as they are. @throws AegisError `invalid_request` */
export function parseQuery<const Schema extends GenericSchema>(
  schema: Schema,
  flags: Readonly<Record<string, string | undefined>>,
): InferOutput<Schema> {
  return parseRequest(schema, flags, 'command line');
}
