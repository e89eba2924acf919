import { AegisError } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { checkOrigin } from './check-origin.ts';

describe('Origin', () => {
  const check = (
    origin: string | undefined,
    host: string | undefined = '127.0.0.1:9100',
    secFetchSite?: string,
  ) => {
    try {
      checkOrigin({ origin, host, secFetchSite });
      return 'allowed';
    } catch (error) {
      return AegisError.is(error) ? error.code : String(error);
    }
  };

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
    expect(() =>
      checkOrigin({ origin: 'http://127.0.0.1:9100', host: undefined, secFetchSite: undefined }),
    ).toThrow();
  });

  test.each(['same-origin', 'none'])('Sec-Fetch-Site: %s is no other site', (site) => {
    expect(check(undefined, undefined, site)).toBe('allowed');
    expect(check('https://evil.example', undefined, site)).toBe('forbidden_origin');
  });

  test.each(['cross-site', 'same-site', 'Cross-Site', 'garbage', ''])(
    'Sec-Fetch-Site: %j is refused, also without an Origin, as an image would be asked for',
    (site) => {
      expect(check(undefined, undefined, site)).toBe('forbidden_origin');
      expect(check('http://127.0.0.1:9100', undefined, site)).toBe('forbidden_origin');
    },
  );
});
