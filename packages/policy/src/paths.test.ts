import type { PolicyRule } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, namedPaths } from './evaluate-policy.ts';
import { evaluate, request } from './testing/requests.ts';

const rule = (path: string, decision: PolicyRule['decision'], tool = '*'): PolicyRule[] => [
  { tool, path, decision },
];
const read = (path: string, links?: Record<string, string>) =>
  request('Read', { file_path: path }, links);

describe('a rule that allows a path', () => {
  test.each([
    ['src/**', '/work/src/a/b.ts'],
    ['src/**', 'src/a.ts'],
    ['./src//**', '/work/src/a.ts'],
    ['src/', '/work/src/a/b.ts'],
    ['src/*.ts', '/work/src/a.ts'],
    ['**/*.ts', '/work/a.ts'],
    ['**', '/work/.hidden/x'],
    ['/etc/*.conf', '/etc/a.conf'],
    ['~/notes/**', '~/notes/a'],
    ['~/notes/**', '/home/me/notes/a'],
    ['a/{b,c}/d', '/work/a/c/d'],
    ['*', '/work/a\nb'],
  ])('%s allows %j', (pattern, path) => {
    expect(evaluate(rule(pattern, 'allow'), read(path)).decision).toBe('allow');
  });

  test.each([
    ['src/**', '/work/srcx/a'],
    ['src/**', '/other/src/a'],
    ['src/**', '/work/src/../a'],
    ['src/**', 'src/../../etc/passwd'],
    ['src/*', '/work/src/a/b'],
    ['*.ts', '/work/a/b.ts'],
    ['**', '/etc/passwd'],
    ['**', '~/x'],
    ['**', '~other/x'],
    ['**', ''],
    ['**', '/work\0/x'],
    ['/etc/*.conf', '/etc/a/b.conf'],
  ])('%s does not allow %j', (pattern, path) => {
    expect(evaluate(rule(pattern, 'allow'), read(path)).decision).toBe('ask');
  });

  test('goes by where a link leads, both ways', () => {
    const out = { '/work/src/link': '/etc' };
    expect(evaluate(rule('src/**', 'allow'), read('src/link/passwd', out)).decision).toBe('ask');
    const into = { '/elsewhere': '/work/src' };
    expect(evaluate(rule('src/**', 'allow'), read('/elsewhere/a', into)).decision).toBe('allow');
  });

  test('allows nothing whose place is not known, or is one of several', () => {
    const call = read('src/a');
    const policy = { rules: rule('src/**', 'allow') };
    expect(evaluatePolicy(policy, { ...call, places: {} }).decision).toBe('ask');
    const [path = ''] = namedPaths(call);
    const places = { [path]: ['/work/src/a', '/etc/passwd'] };
    expect(evaluatePolicy(policy, { ...call, places }).decision).toBe('ask');
  });

  test('stands in a directory whose name is a pattern', () => {
    const call = { ...read('/w[o]rk*/src/a'), workDir: '/w[o]rk*' };
    expect(evaluate(rule('src/**', 'allow'), call).decision).toBe('allow');
    expect(evaluate(rule('src/**', 'allow'), { ...call, workDir: '/work' }).decision).toBe('ask');
  });
});

describe('a rule that denies a path', () => {
  test.each(['/work/.env', '.env', './.env', 'a/../.env', '/work/a/b/.env', '/work//.env'])(
    'denies %j',
    (path) => {
      expect(evaluate(rule('**/.env', 'deny'), read(path)).decision).toBe('deny');
    },
  );

  test('denies by the name and by where it leads', () => {
    const links = { '/work/harmless': '/work/.env', '/work/a/.env': '/work/x' };
    expect(evaluate(rule('**/.env', 'deny'), read('harmless', links)).decision).toBe('deny');
    expect(evaluate(rule('**/.env', 'deny'), read('a/.env', links)).decision).toBe('deny');
  });

  test('is in doubt where the place is not known', () => {
    const call = { ...read('x'), places: {} };
    expect(evaluate(rule('**/.env', 'deny'), call)).toMatchObject({ mayBeDenied: true });
  });

  test.each([
    ['Edit', 'file_path'],
    ['MultiEdit', 'file_path'],
    ['Write', 'file_path'],
    ['NotebookEdit', 'notebook_path'],
    ['LS', 'path'],
    ['Grep', 'path'],
    ['Glob', 'path'],
  ])('knows the path of %s', (tool, field) => {
    const call = request(tool, { [field]: '/work/.env' });
    expect(evaluate(rule('**/.env', 'deny'), call).decision).toBe('deny');
  });
});

describe('a search', () => {
  const search = (tool: string, input: Record<string, unknown>) =>
    evaluate(
      [...rule('secret/**', 'deny'), ...rule('src/**', 'allow'), ...rule('docs/*', 'allow')],
      request(tool, input),
    );

  test.each([
    [{ path: 'src' }, 'allow'],
    [{ path: 'src/a/b' }, 'allow'],
    [{ path: 'docs' }, 'ask'],
    [{ path: 'secret/a' }, 'deny'],
    [{ path: '.' }, 'ask'],
    [{}, 'ask'],
    [{ path: '/' }, 'ask'],
  ])('Grep %j: %s', (input, decision) => {
    expect(search('Grep', { pattern: 'x', ...input }).decision).toBe(decision);
  });

  test.each([
    [{ pattern: 'src/**/*.ts' }, 'allow'],
    [{ path: 'src', pattern: '*.ts' }, 'allow'],
    [{ path: 'src', pattern: '../**' }, 'ask'],
    [{ path: 'src', pattern: '{..,a}/**' }, 'ask'],
    [{ path: 'src', pattern: '/etc/*' }, 'ask'],
    [{ path: 'src', pattern: '{a,/etc}/*' }, 'ask'],
    [{ path: 'src', pattern: '~/x' }, 'ask'],
    [{ pattern: '/work/src/*' }, 'allow'],
    [{ pattern: 'secret/*' }, 'deny'],
    [{ pattern: '*' }, 'ask'],
  ])('Glob %j: %s', (input, decision) => {
    expect(search('Glob', input).decision).toBe(decision);
  });
});

describe('what a shell opens', () => {
  const rules: PolicyRule[] = [
    { tool: 'Write', path: 'out/**', decision: 'allow' },
    { tool: 'Read', path: 'in/**', decision: 'allow' },
    { tool: 'Bash', path: 'log/**', decision: 'allow' },
    { tool: 'Bash', command: ['echo *', 'cat', 'cd *'], decision: 'allow' },
  ];
  test.each([
    ['echo x > out/a', 'allow'],
    ['echo x >> /work/out/a', 'allow'],
    ['echo x > log/a', 'allow'],
    ['cat < in/a > out/b', 'allow'],
    ['cat < out/a', 'ask'],
    ['echo x > in/a', 'ask'],
    ['echo x > out/../a', 'ask'],
    ['echo x > out/$A', 'ask'],
    ['echo x > "out/a b"', 'allow'],
    ['cd /tmp && echo x > out/a', 'ask'],
    ['cd /tmp && echo x > /work/out/a', 'allow'],
    ['{ echo x; } > out/a', 'allow'],
    ['rm x > out/a', 'ask'],
  ])('%s: %s', (command, decision) => {
    expect(evaluate(rules, request('Bash', { command })).decision).toBe(decision);
  });
});
