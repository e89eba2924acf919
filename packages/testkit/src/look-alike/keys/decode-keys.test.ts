import { expect, test } from 'vitest';
import { decodeKeys } from './decode-keys.ts';

const key = (name: string) => ({ type: 'key', key: name });

test.each([
  ['\r', [key('Enter')]],
  ['a\n', [{ type: 'text', text: 'a' }, key('Newline')]],
  ['\u001b[A\u001b[B\u001b[Z', [key('Up'), key('Down'), key('BackTab')]],
  ['\u001bOA', [key('Up')]],
  ['\u0015日本é', [key('C-u'), { type: 'text', text: '日本é' }]],
  ['\u001b[200~two\rlines\u001b[201~\r', [{ type: 'paste', text: 'two\nlines' }, key('Enter')]],
  // A terminal's own reports are no keys.
  ['\u001b[?1;2c', []],
  ['\u001b[I', []],
])('%j', (input, keys) => {
  expect(decodeKeys(input)).toEqual({ keys, rest: '' });
});

test('a burst of more than 800 characters is a paste', () => {
  expect(decodeKeys('x'.repeat(801)).keys).toMatchObject([{ type: 'paste' }]);
  expect(decodeKeys('x'.repeat(800)).keys).toMatchObject([{ type: 'text' }]);
});

test('what may go on is waited for, and is itself where nothing follows', () => {
  expect(decodeKeys('a\u001b')).toEqual({ keys: [{ type: 'text', text: 'a' }], rest: '\u001b' });
  expect(decodeKeys('\u001b', true)).toEqual({ keys: [key('Escape')], rest: '' });
  expect(decodeKeys('\u001b[200~half').rest).toBe('\u001b[200~half');
  expect(decodeKeys('\u001b[').rest).toBe('\u001b[');
});

test('cut anywhere, the same keys come', () => {
  const input = 'ab\u001b[A\r\u001b[200~x\ny\u001b[201~\u0001c';
  const whole = decodeKeys(input).keys;
  for (let at = 1; at < input.length; at += 1) {
    const first = decodeKeys(input.slice(0, at));
    const second = decodeKeys(first.rest + input.slice(at));
    expect(joined([...first.keys, ...second.keys])).toEqual(joined(whole));
  }
});

/** Text that came in two pieces is one. */
function joined(keys: ReturnType<typeof decodeKeys>['keys']): string {
  return keys.map((one) => (one.type === 'key' ? `<${one.key}>` : one.text)).join('');
}
