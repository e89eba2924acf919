import { createAegisClient } from '@aegis/client';
import { createMcpOverHttp, type HttpLimits, type McpOverHttp } from '@aegis/mcp';
import { AegisError } from '@aegis/protocol';
import type { Context } from 'hono';
import type { Logger } from '@aegis/core';
import { requireScope, type Caller } from './access/caller.ts';
import type { AppEnv } from './app-env.ts';
import { readJson } from './read-request.ts';

export const MCP_PATH = '/mcp';
const METHODS = ['GET', 'POST', 'DELETE'];

/** Who speaks MCP: their calls go through the same door again, with the credential that they came with. */
export interface McpCaller {
  owner: string;
  isLive: () => boolean;
  credential: string | null;
}

export interface McpDependencies {
  /** The app itself: what a tool asks is asked of it, and is checked as if it had come by a socket. */
  request: (url: string, init: RequestInit) => Response | Promise<Response>;
  logger: Logger;
  limits: Partial<HttpLimits>;
}

/** Of no socket, but a host that the server answers to. */
const BASE_URL = 'http://127.0.0.1';

export function createMcp({ request, logger, limits }: McpDependencies): McpOverHttp<McpCaller> {
  return createMcpOverHttp<McpCaller>({
    limits,
    clientFor: ({ credential }) =>
      createAegisClient({
        baseUrl: BASE_URL,
        token: credential ?? undefined,
        fetch: (url, init) => Promise.resolve(request(url, withHost(init))),
      }),
    onError: (error) => logger.debug({ error: error.message }, 'mcp'),
  });
}

function withHost(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('host', new URL(BASE_URL).host);
  return { ...init, headers };
}

/** @throws AegisError `scope_missing`, `method_not_allowed`, `invalid_json`, and what `handle` throws */
export async function takeMcp(
  context: Context<AppEnv>,
  caller: Caller,
  { mcp, credential }: { mcp: McpOverHttp<McpCaller>; credential: string | null },
): Promise<Response> {
  const { method, raw } = context.req;
  if (!METHODS.includes(method)) throw notAllowed(method);
  requireScope(caller, 'read');
  const body = method === 'POST' ? await readJson(context) : undefined;
  // Undefined in spite of its type, where the app was called without any.
  const bindings = context.env as AppEnv['Bindings'] | undefined;
  const response = await mcp.handle(raw, {
    caller: { owner: caller.tokenId, isLive: caller.isLive, credential },
    body,
    hangUp: () => bindings?.outgoing?.destroy(),
  });
  // The SDK's own are fixed.
  return new Response(response.body, response);
}

function notAllowed(method: string): AegisError {
  return new AegisError(
    'method_not_allowed',
    `${MCP_PATH} takes ${METHODS.join(', ')}, not ${method}.`,
    { details: { allowed: METHODS } },
  );
}
