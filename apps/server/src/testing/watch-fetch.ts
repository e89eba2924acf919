import { Conformance } from './conformance.ts';

const conformance = new Conformance();

/** `fetch`, whose every exchange with an Aegis server is checked against the OpenAPI document. */
export function watchFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    await checkExchange(url.pathname, init, response);
    return response;
  };
}

/**
 * @param response is left unread
 * @throws Error that says what is not as documented
 */
export async function checkExchange(
  path: string,
  init: RequestInit | undefined,
  response: Response,
): Promise<void> {
  const type = response.headers.get('content-type') ?? '';
  const method = init?.method ?? 'GET';
  // What answers in another way (a proxy of a test, a gateway that is down) is none of ours.
  if (!path.startsWith('/v1/') || !type.startsWith('application/json')) return;
  if (response.headers.get('x-request-id') === null || method === 'HEAD') return;
  const answered: unknown = await response.clone().json();
  const problem = conformance.problemOf({
    method,
    path,
    sent: parsed(init?.body),
    status: response.status,
    answered,
  });
  if (problem !== null) throw new Error(`Not as the OpenAPI document says: ${problem}`);
}

function parsed(body: RequestInit['body']): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
