import { AegisError } from '@aegis/protocol';
import { connectionLost, isNotListening, unreachable } from './errors.ts';
import type { HttpRequest } from './http-request.ts';
import type { CallOptions, Fetch } from './types.ts';

export const DEFAULT_BASE_URL = 'http://127.0.0.1:9100';

export interface Transport {
  readonly baseUrl: string;
  /** @throws AegisError `server_unreachable`; the signal's reason when aborted */
  send(
    request: HttpRequest,
    headers: Record<string, string>,
    options: CallOptions,
  ): Promise<Response>;
  /** The whole body. @throws AegisError `server_unreachable` where the connection breaks within it */
  readText(response: Response, options: CallOptions): Promise<string>;
}

function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === '';
  if (!usable) {
    throw new AegisError(
      'config_invalid',
      `${JSON.stringify(text)} is no address of an Aegis server; give one such as ${DEFAULT_BASE_URL}.`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/$/, '')}`;
}

export interface TransportOptions {
  baseUrl: string | undefined;
  token: string | undefined;
  fetch: Fetch | undefined;
}

export function createTransport(options: TransportOptions): Transport {
  const baseUrl = checkBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
  // Browsers refuse a `fetch` that is called as a method of another object.
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const authorization: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };

  async function sendOnce(url: string, init: RequestInit): Promise<Response> {
    try {
      return await send(url, init);
    } catch (error) {
      init.signal?.throwIfAborted();
      throw unreachable(baseUrl, error);
    }
  }

  return {
    baseUrl,
    async send(request, headers, { signal }) {
      const init: RequestInit = {
        method: request.method,
        headers: {
          ...authorization,
          ...(request.body === null ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: request.body,
        ...(signal ? { signal } : {}),
      };
      const url = `${baseUrl}${request.path}`;
      try {
        return await sendOnce(url, init);
      } catch (error) {
        signal?.throwIfAborted();
        // A kept connection that the server has just closed: reading again does no harm.
        const again = request.method === 'GET' && !isNotListening(error);
        if (!again) throw error;
        return sendOnce(url, init);
      }
    },
    async readText(response, { signal }) {
      try {
        return await response.text();
      } catch (error) {
        signal?.throwIfAborted();
        throw connectionLost(baseUrl, error);
      }
    },
  };
}
