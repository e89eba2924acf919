import * as v from 'valibot';
import type { JsonObject, JsonValue } from './types.ts';

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `JSON.parse` returns is JSON, whatever its type says. */
export const jsonTextSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.custom<JsonValue>((value) => value !== undefined),
);

export const jsonObjectTextSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.custom<JsonObject>(isJsonObject, 'must be a JSON object'),
);

export const stringListTextSchema = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** As stored: what JSON cannot hold is left out or null, as `JSON.stringify` has it. */
export function toJsonText(value: JsonValue): string {
  return JSON.stringify(value);
}
