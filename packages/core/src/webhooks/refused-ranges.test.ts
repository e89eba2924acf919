import { describe, expect, test } from 'vitest';
import { refusedRange } from './refused-ranges.ts';

describe('refusedRange', () => {
  // The first and the last address of each, and their public neighbours.
  test.each([
    ['unspecified', '0.0.0.0', '0.255.255.255', null, '1.0.0.0'],
    ['private', '10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
    ['shared (CGNAT)', '100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
    ['loopback', '127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
    ['metadata', '168.63.129.16', '168.63.129.16', '168.63.129.15', '168.63.129.17'],
    ['link-local', '169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
    ['private', '172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
    ['reserved', '192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
    ['documentation', '192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
    ['a 6to4 relay', '192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
    ['private', '192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
    ['benchmarking', '198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
    ['documentation', '198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
    ['documentation', '203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
    ['multicast', '224.0.0.0', '239.255.255.255', '223.255.255.255', null],
    ['reserved', '240.0.0.0', '255.255.255.255', null, null],
    ['reserved (Teredo, ORCHID and others)', '2001::', '2001:1ff:ffff::', null, '2001:200::'],
    ['documentation', '2001:db8::', '2001:db8:ffff::', '2001:db7:ffff::', '2001:db9::'],
    ['6to4', '2002::', '2002:ffff:ffff::', '2001:ffff:ffff::', '2003::'],
    ['documentation', '3fff::', '3fff:fff:ffff::', '3ffe:ffff::', '3fff:1000::'],
  ])('%s: %s to %s', (what, first, last, ...neighbours) => {
    expect([refusedRange(first), refusedRange(last)]).toEqual([what, what]);
    for (const address of neighbours) {
      if (address !== null) expect([address, refusedRange(address)]).toEqual([address, null]);
    }
  });

  test.each([
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'IPv4-compatible'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['::ffff:0:1', 'IPv4-mapped'],
    ['64:ff9b::808:808', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['64:ff9b:2::1', 'reserved'],
    ['100::1', 'reserved'],
    ['1fff:ffff::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['bfff::1', 'reserved'],
    ['fbff::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['2606:2800::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'reserved'],
    ['ff02::1', 'multicast'],
    ['localhost', 'not an address'],
    ['127.1', 'not an address'],
    ['', 'not an address'],
  ])('%s: %s', (address, what) => {
    expect(refusedRange(address)).toBe(what);
  });

  test.each(['8.8.8.8', '93.184.215.14', '2606:2800:21f::1', '2a00:1450::1', '2000::', '3ffd::1'])(
    '%s is public',
    (address) => {
      expect(refusedRange(address)).toBeNull();
    },
  );
});
