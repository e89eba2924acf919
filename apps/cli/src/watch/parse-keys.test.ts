import { describe, expect, test } from 'vitest';
import { createKeyParser, type Key } from './parse-keys.ts';

const ESC = '\u001b';
const char = (text: string): Key => ({ kind: 'char', text });

describe('keys', () => {
  test.each<[string, Key[]]>([
    ['ab', [char('a'), char('b')]],
    ['ü😀', [char('ü'), char('😀')]],
    [`${ESC}[A${ESC}OB`, [{ kind: 'up' }, { kind: 'down' }]],
    [`${ESC}[5~${ESC}[6~`, [{ kind: 'page-up' }, { kind: 'page-down' }]],
    [ESC, [{ kind: 'escape' }]],
    [
      '\r\u007f\u0015\u0003',
      ['enter', 'backspace', 'clear', 'interrupt'].map((kind) => ({ kind }) as Key),
    ],
    [`${ESC}[1;5Cy`, [char('y')]],
    [`${ESC}OP\u0001\u0090x`, [char('x')]],
    [`${ESC}[200~y\r\nq${ESC}[201~z`, [{ kind: 'paste', text: 'y\nq' }, char('z')]],
  ])('%j', (input, keys) => {
    expect(createKeyParser()(input)).toEqual(keys);
  });

  test('that come in pieces are one', () => {
    const parse = createKeyParser();
    expect(parse(`${ESC}[`)).toEqual([]);
    expect(parse('A')).toEqual([{ kind: 'up' }]);
    expect(parse(`${ESC}[200~ya`)).toEqual([]);
    expect(parse(`y${ESC}[20`)).toEqual([]);
    expect(parse('1~')).toEqual([{ kind: 'paste', text: 'yay' }]);
  });
});
