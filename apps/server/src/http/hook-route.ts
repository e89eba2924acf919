import { HOOK_SECRET_HEADER, type Aegis } from '@aegis/core';
import { AegisError } from '@aegis/protocol';
import type { Context } from 'hono';
import { readJson } from './read-request.ts';

const LOOPBACK_ADDRESSES = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Claude Code's own calls. Internal: from loopback, with the session's secret. Anything but 2xx is no opinion to it. */
export async function takeHook(
  context: Context,
  aegis: Aegis,
  remoteAddress: string | undefined,
): Promise<Response> {
  const { sessionId, event } = context.req.param() as Record<string, string | undefined>;
  if (sessionId === undefined || event === undefined || !/^\w{1,64}$/.test(event)) {
    throw new AegisError('not_found', 'There is no such hook.');
  }
  if (remoteAddress !== undefined && !LOOPBACK_ADDRESSES.has(remoteAddress)) {
    throw new AegisError('hook_forbidden', 'Hooks are taken from this machine alone.');
  }
  const body = await readJson(context);
  const answer = await aegis.receiveHook({
    sessionId,
    event,
    body,
    secret: context.req.header(HOOK_SECRET_HEADER) ?? null,
    signal: context.req.raw.signal,
  });
  if (answer.status === 200) return context.json(answer.body ?? {});
  if (answer.status === 404) throw new AegisError('session_not_found', 'There is no such session.');
  throw new AegisError('hook_forbidden', 'The hook secret is missing or wrong.');
}
