import { AegisError } from '@aegis/protocol';

export interface ServerAddress {
  host: string;
  port: number;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The address that a server must listen on to be found at `baseUrl`.
 * @throws AegisError `server_unreachable` where no server of this machine can be: another host, https, a path
 */
export function toServerAddress(baseUrl: string): ServerAddress {
  const url = new URL(baseUrl);
  const startable = url.protocol === 'http:' && LOOPBACK.has(url.hostname) && url.pathname === '/';
  if (!startable) {
    throw new AegisError(
      'server_unreachable',
      `No Aegis server answers at ${baseUrl}, and one can be started only on this machine's own http address, such as http://127.0.0.1:9100. Start it there by hand.`,
      { details: { baseUrl } },
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? 80 : Number(url.port) };
}
