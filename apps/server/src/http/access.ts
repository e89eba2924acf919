import { createHash, timingSafeEqual } from 'node:crypto';
import { AegisError } from '@aegis/protocol';
import { isLoopback } from '../config/resolve-config.ts';

export interface AccessRules {
  /** The address that the server listens on. */
  host: string;
  allowedHosts: readonly string[];
  authToken: string | null;
}

/** A Host header, or an address from the settings, without port and brackets, lower case; empty for what is neither. */
function hostName(host: string): string {
  const text = host.trim().toLowerCase();
  const match = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$|^([^:[\]]*)(?::\d{1,5})?$/.exec(text);
  if (match) return match[1] ?? match[2] ?? '';
  // An IPv6 address as settings have it; a header has brackets around it.
  return /^[0-9a-f:.]+$/.test(text) ? text : '';
}

/**
 * A page that resolves its own name to loopback (DNS rebinding) sends that name as Host.
 * @throws AegisError `forbidden_host`
 */
export function checkHost(header: string | undefined, rules: AccessRules): void {
  const name = hostName(header ?? '');
  const allowed = [rules.host, ...rules.allowedHosts].map(hostName);
  if (name !== '' && (isLoopback(name) || allowed.includes(name))) return;
  throw new AegisError(
    'forbidden_host',
    `The Host header names "${(header ?? '').slice(0, 255)}", which this server does not answer to. Use 127.0.0.1 or localhost, or add the name to AEGIS_ALLOWED_HOSTS.`,
    { details: { host: name } },
  );
}

/**
 * Browsers send Origin with every request that can change something; ours has no pages of its own.
 * @throws AegisError `forbidden_origin`
 */
export function checkOrigin(origin: string | undefined, host: string | undefined): void {
  if (origin === undefined) return;
  let from: string | null = null;
  try {
    from = new URL(origin).host;
  } catch {
    // "null" and garbage are nobody's origin.
  }
  if (from !== null && from === host?.toLowerCase()) return;
  throw new AegisError(
    'forbidden_origin',
    `Requests from the web page ${origin} are refused: a page could drive your sessions. Call the API from a program.`,
    { details: { origin } },
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function hasToken(authorization: string | undefined, rules: AccessRules): boolean {
  if (rules.authToken === null) return true;
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  // Digests have one length, so that the comparison takes the same time for every guess.
  return given !== undefined && timingSafeEqual(digest(given), digest(rules.authToken));
}

/** @throws AegisError `unauthorized` */
export function checkToken(authorization: string | undefined, rules: AccessRules): void {
  if (hasToken(authorization, rules)) return;
  throw new AegisError(
    'unauthorized',
    'This server needs its token: send the header "Authorization: Bearer <AEGIS_AUTH_TOKEN>".',
  );
}
