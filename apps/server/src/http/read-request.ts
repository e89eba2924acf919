import { AegisError, parseRequest, type Route } from '@aegis/protocol';
import type { Context } from 'hono';

/** The body as JSON; an empty one is `{}`. @throws AegisError `invalid_json` */
async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AegisError(
      'invalid_json',
      `The request body is not valid JSON: ${reason.slice(0, 200)}. Send one JSON object.`,
      { cause: error },
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
