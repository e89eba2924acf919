import { toJsonSchema as convert } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

export type JsonSchema = ReturnType<typeof convert>;

/**
 * A schema of this package as JSON Schema (draft 2020-12), for OpenAPI 3.1 and MCP. Checks that JSON Schema
 * has no word for (control characters, byte lengths) are left to the server, which makes them all.
 */
export function toJsonSchema(
  schema: GenericSchema,
  side: 'input' | 'output' = 'input',
): JsonSchema {
  const { $schema: _dialect, ...rest } = convert(schema, {
    errorMode: 'ignore',
    typeMode: side,
    target: 'draft-2020-12',
  });
  return rest;
}
