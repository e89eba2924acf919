import { AegisError } from '@aegis/protocol';

/** A webhook's address as the URL parser reads it: the one reading that is checked, stored and connected to. */
export interface Target {
  url: URL;
  /** A name or an IP address, the latter without brackets and in its plain form, however it was spelled. */
  hostname: string;
  port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export function targetRefused(why: string, reason: string): AegisError {
  return new AegisError('webhook_target_refused', why, { details: { reason } });
}

/** @throws AegisError `invalid_request`, `webhook_target_refused` */
export function parseTarget(text: string): Target {
  // The parser drops line ends and tabs without a word.
  if (!/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) {
    throw new AegisError(
      'invalid_request',
      'The `url` cannot be read as an address. Give one such as "https://example.com/hooks/aegis".',
      { details: { issues: [{ path: 'url', message: 'must be an http or https address' }] } },
    );
  }
  const url = new URL(text);
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined) {
    throw targetRefused('Webhooks go to http and https addresses alone.', 'scheme');
  }
  if (url.username !== '' || url.password !== '') {
    throw targetRefused(
      'A webhook\'s `url` must have no user name and password ("…@") in it. Check the signature in the receiver instead.',
      'userinfo',
    );
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { url, hostname, port: url.port === '' ? defaultPort : Number(url.port) };
}
