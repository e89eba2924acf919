import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { Fetch } from '../types.ts';

/**
 * As `fetch`, for answers that take their time: that of Node gives a request up whose answer has not begun after five
 * minutes, and a quality gate is then broken off at the server too.
 */
export const patientFetch: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const options = {
      method: method ?? 'GET',
      headers: Object.fromEntries(new Headers(headers)),
      ...(signal ? { signal } : {}),
    };
    const request = send(url, options, (response) => {
      const text = Object.entries(response.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      // Node's stream is one that Response takes; their types are of two libraries.
      const stream = Readable.toWeb(response) as ReadableStream<Uint8Array>;
      resolve(new Response(stream, { status: response.statusCode ?? 502, headers: text }));
    });
    // As fetch says it: what the client knows an unreachable server by.
    request.once('error', (cause) => reject(new TypeError('fetch failed', { cause })));
    request.end(typeof body === 'string' ? body : undefined);
  });
