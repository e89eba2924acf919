import { parse } from 'unbash';
import { describe, expect, test } from 'vitest';
import { hasUnaccounted } from './unaccounted.ts';

describe('hasUnaccounted', () => {
  test.each([
    'git status',
    'git status # x; y',
    '# x\ngit status\n# y',
    'a && b || c; d | e & f',
    'if a; then b; elif c; then d; else e; fi',
    'for i in a b; do c; done; while d; do e; done',
    '( a; { b; } ) > c',
    "cat <<'EOF' && b\nx; y\nEOF\nc",
    'case a in b) c ;; (d|e) f ;; esac',
    'a \\\n  b',
  ])('finds nothing in %j', (source) => {
    expect(hasUnaccounted(parse(source), source, source.length)).toBe(false);
  });

  /** As a parser would that passes over the rest. */
  test.each([
    ['git status', '; rm'],
    ['git status', '\nrm x'],
    ['git status', ' # x\nrm'],
    ['git status', '#; rm'],
    ['git status', 'x'],
    ['git status', ' "x"'],
    ['git status', ' $(x)'],
    ['git status', ' > x'],
    ['git status', '\u00a0'],
    ['git status', '\r'],
    ['git status;', 'done-x'],
  ])('after %j sees that %j is missing', (parsed, missed) => {
    const source = `${parsed}${missed}`;
    expect(hasUnaccounted(parse(parsed), source, source.length)).toBe(true);
  });
});
