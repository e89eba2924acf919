import { describe, expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';
import { SETTING_KEYS, SETTINGS } from './settings.ts';

const parse = (...argv: string[]) => parseArguments(argv, '1.2.3');

describe('the command line', () => {
  test('nothing is everything by default', () => {
    expect(parse()).toEqual({ type: 'run', flags: {}, configPath: null });
  });

  test('each setting has its flag', () => {
    for (const key of SETTING_KEYS) {
      const { flag, value } = SETTINGS[key];
      const parsed = value === null ? parse(`--${flag}`) : parse(`--${flag}`, 'x');
      const expected = value === null ? true : 'x';
      expect(parsed).toEqual({ type: 'run', flags: { [key]: expected }, configPath: null });
    }
  });

  test('values may follow an equals sign, and begin with a dash', () => {
    expect(parse('--port=5', '--config=/c.json')).toEqual({
      type: 'run',
      flags: { port: '5' },
      configPath: '/c.json',
    });
    expect(parse('--auth-token=-x')).toMatchObject({ flags: { authToken: '-x' } });
  });

  test('--help names every setting with its variable and default, on standard output', () => {
    const help = parse('--help');
    if (help.type !== 'print') throw new Error('not printed');
    expect(help.code).toBe(0);
    const text = help.text.replaceAll(/\s+/g, ' ');
    for (const key of SETTING_KEYS) {
      const { flag, variable } = SETTINGS[key];
      expect(text).toContain(`--${flag}`);
      expect(text).toContain(`[${variable}]`);
    }
    expect(text).toContain('AEGIS_CONFIG');
    expect(text).toContain('(default 9100)');
    expect(text).toContain('Exit codes');
  });

  test('--version', () => {
    expect(parse('--version')).toEqual({ type: 'print', text: '1.2.3\n', code: 0 });
  });

  test.each([['--prot', '1'], ['--port'], ['start'], ['-x'], ['--kill-sessions=maybe']])(
    '%s is a usage error',
    (...argv) => {
      const parsed = parse(...argv);
      if (parsed.type !== 'print') throw new Error('not printed');
      expect(parsed.code).toBe(2);
      expect(parsed.text).toMatch(/^error: /);
    },
  );
});
