import { AegisError, hasScope, type Scope } from '@aegis/protocol';

/** Who asks: what their token may do, and whether it still holds. */
export interface Caller {
  scopes: readonly Scope[];
  /** `open`: no token is set, `admin`: AEGIS_AUTH_TOKEN, else the token's id. */
  tokenId: string;
  /** False once the token was revoked or has expired; asked again while a stream is open. */
  isLive: () => boolean;
}

/**
 * @param why what of the request needs it, where that is not the request itself
 * @throws AegisError `scope_missing`
 */
export function requireScope(caller: Caller, needed: Scope, why = 'This request'): void {
  if (hasScope(caller.scopes, needed)) return;
  throw new AegisError(
    'scope_missing',
    `${why} needs a token with the scope "${needed}"; this one has ${caller.scopes.join(', ')}. Use another token, or have one made: aegis token create <name> --scopes ${[...caller.scopes, needed].join(',')}.`,
    { details: { needed, scopes: [...caller.scopes] } },
  );
}
