import { describe, expect, it } from 'vitest';
import { encodeProjectDir } from './project-dir.ts';

describe('encodeProjectDir', () => {
  it.each([
    ['/home/user/my_app.v2', '-home-user-my-app-v2'],
    ['/a b/ü/-', '-a-b----'],
    ['/x😀', '-x--'],
  ])('of %s', (path, name) => {
    expect(encodeProjectDir(path)).toEqual({ match: 'exact', name });
  });

  it('knows only the beginning of a long name', () => {
    const path = `/${'a'.repeat(199)}`;
    expect(encodeProjectDir(path).match).toBe('exact');
    expect(encodeProjectDir(`${path}b`)).toEqual({ match: 'prefix', name: `-${'a'.repeat(199)}-` });
  });
});
