import { AegisError } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { checkHost, checkOrigin, checkToken, hasToken, type AccessRules } from './access.ts';

const TOKEN = 'a-token-of-enough-characters';
const rules = (change: Partial<AccessRules> = {}): AccessRules => ({
  host: '127.0.0.1',
  allowedHosts: [],
  authToken: null,
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
  const check = (host: string | undefined, change: Partial<AccessRules> = {}) =>
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

describe('Origin', () => {
  const check = (origin: string | undefined, host = '127.0.0.1:9100') =>
    codeOf(() => checkOrigin(origin, host));

  test('programs send none, and a page of ours would have ours', () => {
    expect(check(undefined)).toBe('allowed');
    expect(check('http://127.0.0.1:9100')).toBe('allowed');
    expect(check('http://localhost:9100', 'LOCALHOST:9100')).toBe('allowed');
  });

  test.each([
    'https://evil.example',
    'http://127.0.0.1:3000',
    'http://localhost:9100',
    'http://127.0.0.1:9100.evil.example',
    'null',
    '',
    'garbage',
    'file://',
  ])('%j is refused', (origin) => {
    expect(check(origin)).toBe('forbidden_origin');
  });

  test('without a host nothing is ours', () => {
    expect(codeOf(() => checkOrigin('http://127.0.0.1:9100', undefined))).toBe('forbidden_origin');
  });
});

describe('the token', () => {
  const locked = rules({ authToken: TOKEN });

  test('none is needed where none is set', () => {
    expect(hasToken(undefined, rules())).toBe(true);
    expect(hasToken('Bearer whatever', rules())).toBe(true);
  });

  test.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `Bearer   ${TOKEN}`])('%s', (header) => {
    expect(hasToken(header, locked)).toBe(true);
    checkToken(header, locked);
  });

  test.each([
    undefined,
    '',
    TOKEN,
    'Bearer',
    'Bearer ',
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer ${TOKEN} ${TOKEN}`,
  ])('%j opens nothing', (header) => {
    expect(hasToken(header, locked)).toBe(false);
    expect(codeOf(() => checkToken(header, locked))).toBe('unauthorized');
  });

  test('is not in the refusal', () => {
    try {
      checkToken('Bearer wrong', locked);
    } catch (error) {
      expect(String(error)).not.toContain(TOKEN);
      expect(String(error)).toContain('AEGIS_AUTH_TOKEN');
    }
  });
});
