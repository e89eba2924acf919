import { AegisError } from '@aegis/protocol';

export interface RequestOrigin {
  /** The headers of these names. */
  origin: string | undefined;
  host: string | undefined;
  secFetchSite: string | undefined;
}

/** What browsers say of a request that no other site made: `none` is a person who typed the address. */
const OWN_SITE = new Set(['same-origin', 'none']);

/**
 * Browsers send Origin with every request that can change something and with every WebSocket, and Sec-Fetch-Site with
 * every request, an image's too. Programs send neither.
 * @throws AegisError `forbidden_origin`
 */
export function checkOrigin({ origin, host, secFetchSite }: RequestOrigin): void {
  if (origin !== undefined && !isOwn(origin, host)) throw forbidden(origin);
  if (secFetchSite !== undefined && !OWN_SITE.has(secFetchSite)) throw forbidden(origin ?? null);
}

function isOwn(origin: string, host: string | undefined): boolean {
  // "null" and garbage are nobody's origin.
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  return from !== '' && from === host?.toLowerCase();
}

function forbidden(origin: string | null): AegisError {
  const page = origin === null ? 'another site' : `the web page ${origin.slice(0, 255)}`;
  return new AegisError(
    'forbidden_origin',
    `Requests from ${page} are refused: a page could drive your sessions. Call the API from a program.`,
    { details: { origin: origin?.slice(0, 255) ?? null } },
  );
}
