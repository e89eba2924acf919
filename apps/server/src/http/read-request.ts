import { AegisError, isTooDeep, MAX_JSON_DEPTH, parseRequest, type Route } from '@aegis/protocol';
import type { Context } from 'hono';
import { jsonProblem } from '../json-problem.ts';

/** The body as JSON; an empty one is `{}`. @throws AegisError `invalid_json` */
export async function readJson(context: Context): Promise<unknown> {
  const text = decode(await context.req.arrayBuffer());
  if (text.trim() === '') return {};
  if (isTooDeep(text)) {
    throw new AegisError(
      'invalid_json',
      `The request body nests deeper than ${MAX_JSON_DEPTH} levels. Send one JSON object that is flatter.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AegisError(
      'invalid_json',
      `The request body is not valid JSON${jsonProblem(text, error)}. Send one JSON object.`,
    );
  }
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // Replacement characters in the place of bytes would send Claude another text than was meant.
    throw new AegisError(
      'invalid_json',
      'The request body is not valid UTF-8. Encode it as UTF-8.',
      {
        cause: error,
      },
    );
  }
}

/** @throws AegisError `invalid_json`, `invalid_request` */
export async function readBody(context: Context, route: Route): Promise<unknown> {
  if (route.body === undefined) return undefined;
  return parseRequest(route.body, await readJson(context), 'request body');
}

/** @throws AegisError `invalid_request` */
export function readQuery(context: Context, route: Route): unknown {
  if (route.query === undefined) return undefined;
  return parseRequest(route.query, context.req.query(), 'query');
}
