import { BlockList, isIP } from 'node:net';

/** What no webhook may reach by default: RFC 6890 and what IANA's special-purpose registries have beside it, and multicast. */
const IPV4 = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared (CGNAT)'],
  ['127.0.0.0', 8, 'loopback'],
  // A cloud provider's metadata and control, at a public address.
  ['168.63.129.16', 32, 'metadata'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'a 6to4 relay'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
] as const;

/** The last one holds whatever is no global unicast; those before it only say more exactly what it is. */
const IPV6 = [
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['::ffff:0:0', 96, 'IPv4-mapped'],
  ['::', 96, 'IPv4-compatible'],
  ['64:ff9b::', 96, 'NAT64'],
  ['64:ff9b:1::', 48, 'NAT64'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
  ['2001::', 23, 'reserved (Teredo, ORCHID and others)'],
  ['2001:db8::', 32, 'documentation'],
  ['2002::', 16, '6to4'],
  ['3fff::', 20, 'documentation'],
  ['::', 3, 'reserved'],
  ['4000::', 2, 'reserved'],
  ['8000::', 1, 'reserved'],
] as const;

type Family = 'ipv4' | 'ipv6';
interface Range {
  list: BlockList;
  what: string;
}

/** One family to a list: Node finds IPv4 addresses in a list's IPv4-mapped IPv6 ranges, all of them in ::ffff:0:0/96. */
function toRanges(
  family: Family,
  rows: readonly (readonly [string, number, string])[],
): readonly Range[] {
  return rows.map(([network, prefix, what]) => {
    const list = new BlockList();
    list.addSubnet(network, prefix, family);
    return { list, what };
  });
}

const RANGES: Record<Family, readonly Range[]> = {
  ipv4: toRanges('ipv4', IPV4),
  ipv6: toRanges('ipv6', IPV6),
};

/** Null where `address` is no IP address. */
export function familyOf(address: string): Family | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** What makes `address` one that is refused, in a word; null for a public one. What is no address is refused too. */
export function refusedRange(address: string): string | null {
  const family = familyOf(address);
  if (family === null) return 'not an address';
  // A zone names an interface of this machine; no public address has one.
  if (address.includes('%')) return 'link-local';
  return RANGES[family].find(({ list }) => list.check(address, family))?.what ?? null;
}
