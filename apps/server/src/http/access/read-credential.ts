/** The subprotocol that event streams speak; it is what the server selects, so that a token is never sent back. */
export const EVENTS_SUBPROTOCOL = 'aegis.events';
const BEARER_SUBPROTOCOL = 'bearer.';

/**
 * The token of a request: from `Authorization: Bearer …`, or, since a browser can set no header on a WebSocket, from the
 * subprotocol `bearer.<token>`. Never from the address, which logs and histories keep. Null where there is none.
 */
export function readCredential(headers: {
  authorization: string | undefined;
  subprotocols: string | undefined;
}): string | null {
  if (headers.authorization !== undefined && headers.authorization !== '') {
    // Another scheme is a credential too, and a wrong one.
    return /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1] ?? '';
  }
  const offered = subprotocols(headers.subprotocols).find((each) =>
    each.startsWith(BEARER_SUBPROTOCOL),
  );
  return offered?.slice(BEARER_SUBPROTOCOL.length) ?? null;
}

export function subprotocols(header: string | undefined): string[] {
  return (header ?? '').split(',').map((each) => each.trim());
}
