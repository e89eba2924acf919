import { AegisError } from '@aegis/protocol';
import { isLoopback } from '../../config/resolve-config.ts';

export interface HostRules {
  /** The address that the server listens on. */
  host: string;
  allowedHosts: readonly string[];
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
export function checkHost(header: string | undefined, rules: HostRules): void {
  const name = hostName(header ?? '');
  const allowed = [rules.host, ...rules.allowedHosts].map(hostName);
  if (name !== '' && (isLoopback(name) || allowed.includes(name))) return;
  throw new AegisError(
    'forbidden_host',
    `The Host header names "${(header ?? '').slice(0, 255)}", which this server does not answer to. Use 127.0.0.1 or localhost, or add the name to AEGIS_ALLOWED_HOSTS.`,
    { details: { host: name } },
  );
}
