import { AegisError } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { isWebhookAllowEntry, parseAllowList } from './allow-list.ts';

describe('parseAllowList', () => {
  const list = parseAllowList([
    'Hooks.Internal',
    'root.internal.',
    '10.1.0.0/16',
    '127.0.0.1',
    '[fd00::1]',
    'fd01::/32',
  ]);

  test.each(['hooks.internal', 'hooks.internal.', 'root.internal'])('has the name %s', (name) => {
    expect(list.hasName(name)).toBe(true);
  });
  test.each(['x.hooks.internal', 'internal', 'hooks', '10.1.0.1', ''])('has no name %j', (name) => {
    expect(list.hasName(name)).toBe(false);
  });
  test.each(['10.1.0.0', '10.1.255.255', '127.0.0.1', 'fd00::1', 'fd01::', 'fd01:0:ffff::1'])(
    'has the address %s',
    (address) => {
      expect(list.hasAddress(address)).toBe(true);
    },
  );
  test.each([
    '10.2.0.0',
    '127.0.0.2',
    'fd00::2',
    'fd01:1::1',
    'fd01::1%lo',
    '::ffff:127.0.0.1',
    '::ffff:10.1.0.1',
    'hooks.internal',
  ])('has no address %s', (address) => {
    expect(list.hasAddress(address)).toBe(false);
  });

  test('a range of IPv4-mapped addresses allows no IPv4 address', () => {
    const mapped = parseAllowList(['::ffff:0:0/96']);
    expect([mapped.hasAddress('10.0.0.1'), mapped.hasAddress('::ffff:10.0.0.1')]).toEqual([
      false,
      true,
    ]);
  });

  test.each([
    '',
    '*',
    '*.internal',
    'http://hooks.internal',
    'hooks.internal:80',
    'hooks.internal/24',
    'user@hooks.internal',
    '-x.internal',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'fd00::/129',
    'fe80::1%lo',
    '127.1',
    '2130706433',
    '0x7f000001',
    '[::1',
    'a b',
  ])('%j is nothing that can be allowed', (entry) => {
    expect(isWebhookAllowEntry(entry)).toBe(false);
    let code = 'none';
    try {
      parseAllowList(['fine.internal', entry]);
    } catch (error) {
      code = AegisError.is(error) ? error.code : String(error);
    }
    expect(code).toBe('config_invalid');
  });
});
