import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unescapeOctal } from './octal.ts';

/** As control_append_data in tmux's control.c writes them. */
function escape(data: Uint8Array): Buffer {
  return Buffer.concat(
    Array.from(data, (byte) =>
      byte < 0x20 || byte === 0x5c
        ? Buffer.from(`\\${byte.toString(8).padStart(3, '0')}`)
        : Buffer.from([byte]),
    ),
  );
}

it('gives back every byte that tmux escaped, and every byte that it did not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
      expect(Buffer.from(unescapeOctal(escape(data))).equals(data)).toBe(true);
    }),
  );
});

it.each([
  ['\\', '\\'],
  ['\\01', '\\01'],
  ['a\\', 'a\\'],
  ['\\018', '\\018'],
  ['\\999', '\\999'],
  ['\\777', '\\777'],
  ['\\134015', '\\015'],
])('leaves %j as far as it is no escape', (input, output) => {
  expect(Buffer.from(unescapeOctal(Buffer.from(input))).toString()).toBe(output);
});

it('leaves DEL and bytes from 0x80 up alone', () => {
  const raw = Uint8Array.of(0x7f, 0x80, 0xff, 0xc3);
  expect(unescapeOctal(raw)).toEqual(raw);
});
