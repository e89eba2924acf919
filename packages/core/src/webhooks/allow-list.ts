import { BlockList } from 'node:net';
import { AegisError } from '@aegis/protocol';
import { familyOf } from './refused-ranges.ts';

export interface AllowList {
  hasName(hostname: string): boolean;
  hasAddress(address: string): boolean;
}

type Entry =
  | { type: 'name'; name: string }
  | { type: 'network'; network: string; prefix: number; family: 'ipv4' | 'ipv6' };

function toNetwork(address: string, prefix?: string): Entry | null {
  const family = familyOf(address);
  if (family === null || address.includes('%')) return null;
  const most = family === 'ipv4' ? 32 : 128;
  if (prefix === undefined) return { type: 'network', network: address, prefix: most, family };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return null;
  return { type: 'network', network: address, prefix: Number(prefix), family };
}

function parseEntry(text: string): Entry | null {
  const entry = text.trim().toLowerCase();
  const [address = '', prefix, ...rest] = entry.split('/');
  if (prefix !== undefined) return rest.length === 0 ? toNetwork(address, prefix) : null;
  const network = toNetwork(entry.replace(/^\[(.*)\]$/, '$1'));
  if (network) return network;
  const isName = /^(?!-)[a-z0-9._-]{1,253}$/.test(entry) && /[a-z]/.test(entry);
  // What the URL parser takes for a number is no name, and no webhook's host ever reads like it.
  if (!isName || !URL.canParse(`http://${entry}/`)) return null;
  const { hostname } = new URL(`http://${entry}/`);
  return familyOf(hostname) === null ? { type: 'name', name: withoutRoot(hostname) } : null;
}

/** `example.com.` is `example.com`. */
export function withoutRoot(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}

/** Whether `entry` is a host's exact name, an IP address or a CIDR range: what a list of allowed targets takes. */
export function isWebhookAllowEntry(entry: string): boolean {
  return parseEntry(entry) !== null;
}

/** @throws AegisError `config_invalid` for an entry that is neither a name, nor an address, nor a range */
export function parseAllowList(entries: readonly string[]): AllowList {
  const names = new Set<string>();
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of entries) {
    const entry = parseEntry(text);
    if (entry === null) {
      throw new AegisError(
        'config_invalid',
        `"${text.slice(0, 80)}" is no webhook target that can be allowed. Give exact names, IP addresses or ranges such as 10.1.0.0/16.`,
        { details: { setting: 'webhookAllow' } },
      );
    }
    if (entry.type === 'name') names.add(entry.name);
    else lists[entry.family].addSubnet(entry.network, entry.prefix, entry.family);
  }
  return {
    hasName: (hostname) => names.has(withoutRoot(hostname)),
    hasAddress(address) {
      const family = familyOf(address);
      return family !== null && !address.includes('%') && lists[family].check(address, family);
    },
  };
}
