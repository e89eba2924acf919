import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Delivery } from './sign-delivery.ts';
import { familyOf } from './refused-ranges.ts';

/** Bytes of an answer's body that are taken off the wire, and forgotten, before the connection is cut. */
const MAX_ANSWER_BYTES = 4_096;
/** Bytes of an answer's headers. */
const MAX_HEADER_BYTES = 16 * 1_024;

export type PostOutcome =
  | { type: 'answered'; status: number }
  /** `code`: the system's, such as `ECONNREFUSED`; null where it has none. */
  | { type: 'failed'; code: string | null };

export interface PostRequest extends Delivery {
  url: URL;
  /** The addresses that were checked; nothing else is connected to. */
  addresses: readonly [string, ...string[]];
  /** Breaks the connection off, wherever it is. */
  signal: AbortSignal;
}

/** Answers with what was checked instead of asking again: whoever owns the name may say something else by now. */
function lookupChecked([first, ...rest]: PostRequest['addresses']): LookupFunction {
  const found = [first, ...rest].map((address) => ({
    address,
    family: familyOf(address) === 'ipv6' ? 6 : 4,
  }));
  return (_hostname, { all }, answer) => {
    if (all === true) answer(null, found);
    else answer(null, first, familyOf(first) === 'ipv6' ? 6 : 4);
  };
}

/** One POST on a connection of its own. Follows no redirect, uses no proxy, hears no more than the status. Never rejects. */
export function postDelivery({
  url,
  addresses,
  headers,
  body,
  signal,
}: PostRequest): Promise<PostOutcome> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let outcome: PostOutcome = { type: 'failed', code: null };
    const outgoing = send(url, {
      method: 'POST',
      headers,
      agent: false,
      lookup: lookupChecked(addresses),
      maxHeaderSize: MAX_HEADER_BYTES,
      rejectUnauthorized: true,
      signal,
    });
    outgoing.on('response', (answer) => {
      outcome = { type: 'answered', status: answer.statusCode ?? 0 };
      discard(answer, () => outgoing.destroy());
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // After an answer's status nothing can go wrong that matters.
      if (outcome.type === 'failed') outcome = { type: 'failed', code: codeOf(error) };
    });
    outgoing.on('close', () => resolve(outcome));
    outgoing.end(body);
  });
}

/** Lets a short answer come to its end, as its sender expects, and cuts off any other. */
function discard(answer: IncomingMessage, cut: () => void): void {
  let bytes = 0;
  answer.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) cut();
  });
  answer.on('error', () => undefined);
}

function codeOf({ code }: NodeJS.ErrnoException): string | null {
  // Of the system, of OpenSSL or of the parser: constants. What else it may be might quote the receiver.
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : null;
}
