import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  messageEvents,
  wholeMessage,
  type MessageHead,
  type StreamEvent,
} from './message-events.ts';
import type { ErrorStep, Reply } from './reply.ts';

/** A proxy or a client may drop a stream that is silent for long; the Messages API sends a ping now and then. */
const PING_EVERY_MS = 5_000;

/** The error to answer with as an HTTP status, where nothing but silence comes before it. */
export function httpErrorOf(reply: Reply): ErrorStep | null {
  const silent = reply.parts.every((part) => part.type === 'silence');
  return silent && reply.end.type === 'error' ? reply.end.error : null;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function sendError(
  response: ServerResponse,
  error: Omit<ErrorStep, 'type'>,
  requestId: string,
): void {
  const headers: Record<string, string> =
    error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) };
  const { errorType: type, message } = error;
  const body = { type: 'error', error: { type, message }, request_id: requestId };
  sendJson(response, error.status, body, headers);
}

/** What ends the waits of a reply before their time. */
export interface Waits {
  /** The client went away. */
  readonly gone: AbortSignal;
  /** The rest is to be sent at once. */
  readonly hurry: AbortSignal;
}

/** Rejects with an `AbortError` when the client goes away. */
export async function sendWhole(
  response: ServerResponse,
  head: MessageHead,
  reply: Reply,
  waits: Waits,
): Promise<void> {
  let total = 0;
  for (const { delayMs } of messageEvents(head, reply)) total += delayMs;
  await rest(total, waits);
  sendJson(response, 200, wholeMessage(head, reply));
}

/** As {@link sendWhole}, as a stream of server-sent events. */
export async function sendStream(
  response: ServerResponse,
  head: MessageHead,
  reply: Reply,
  waits: Waits,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  for (const event of messageEvents(head, reply)) {
    await pause(response, event.delayMs, waits);
    writeEvent(response, event);
  }
  response.end();
}

async function pause(response: ServerResponse, delayMs: number, waits: Waits): Promise<void> {
  for (let left = delayMs; left > 0 && !waits.hurry.aborted; left -= PING_EVERY_MS) {
    await rest(Math.min(left, PING_EVERY_MS), waits);
    if (left > PING_EVERY_MS) {
      writeEvent(response, { event: 'ping', data: { type: 'ping' } });
    }
  }
}

/** Silence, as long as nobody hurries and the client is there. */
export async function rest(ms: number, { gone, hurry }: Waits): Promise<void> {
  if (hurry.aborted) return;
  await sleep(ms, undefined, { signal: AbortSignal.any([gone, hurry]) }).catch((error: unknown) => {
    if (gone.aborted || !hurry.aborted) throw error;
  });
}

function writeEvent(response: ServerResponse, event: Pick<StreamEvent, 'event' | 'data'>): void {
  response.write(`event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
}
