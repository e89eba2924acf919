import { AegisError } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { checkHost, type HostRules } from './check-host.ts';

const rules = (change: Partial<HostRules> = {}): HostRules => ({
  host: '127.0.0.1',
  allowedHosts: [],
  ...change,
});
function codeOf(run: () => void): string {
  try {
    run();
    return 'allowed';
  } catch (error) {
    return AegisError.is(error) ? error.code : String(error);
  }
}

describe('Host', () => {
  const check = (host: string | undefined, change: Partial<HostRules> = {}) =>
    codeOf(() => checkHost(host, rules(change)));

  test.each([
    '127.0.0.1',
    '127.0.0.1:9100',
    'localhost:1',
    'LOCALHOST:9100',
    '[::1]:9100',
    '[::1]',
  ])('%s is this machine', (host) => {
    expect(check(host)).toBe('allowed');
  });

  test.each([
    undefined,
    '',
    ' ',
    ':9100',
    'evil.example',
    'evil.example:9100',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example@127.0.0.1',
    '127.0.0.1:9100:9100',
    'localhost:',
    'localhost:abc',
    '[::1]evil.example',
    '[::1',
    '::2',
    '0.0.0.0:9100',
    '192.168.1.5',
  ])('%j is not', (host) => {
    expect(check(host)).toBe('forbidden_host');
  });

  test('the address that it listens on', () => {
    expect(check('192.168.1.5:9100', { host: '192.168.1.5' })).toBe('allowed');
    expect(check('[2001:db8::1]:9100', { host: '2001:db8::1' })).toBe('allowed');
    expect(check('[2001:DB8::1]', { host: '2001:db8::1' })).toBe('allowed');
    expect(check('[2001:db8::2]:9100', { host: '2001:db8::1' })).toBe('forbidden_host');
  });

  test('further names, with a port or without', () => {
    const allowedHosts = ['aegis.example', 'other.example:8443', '[2001:db8::1]'];
    for (const host of ['aegis.example', 'Aegis.Example:443', 'other.example', '[2001:db8::1]:1']) {
      expect([host, check(host, { allowedHosts })]).toEqual([host, 'allowed']);
    }
    expect(check('sub.aegis.example', { allowedHosts })).toBe('forbidden_host');
    expect(check('', { allowedHosts: [''] })).toBe('forbidden_host');
  });
});
