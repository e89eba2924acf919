import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unfinishedCharacter } from './utf8-tail.ts';

it('finds where the last character is cut, wherever that is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(80), (raw, at) => {
      const bytes = Buffer.from(raw.toWellFormed());
      const head = bytes.subarray(0, at % (bytes.length + 1));
      const tail = unfinishedCharacter(head);
      const whole = head.subarray(0, head.length - tail.length);
      // What is before the tail is whole, and the tail is a proper prefix of one character.
      expect(Buffer.from(whole.toString()).equals(whole)).toBe(true);
      expect(tail.length).toBeLessThan(4);
      if (tail.length > 0) expect(Buffer.from(tail).toString()).toContain('\ufffd');
    }),
  );
});

it.each([
  [[], []],
  [[0x61], []],
  [[0x61, 0xe6], [0xe6]],
  [
    [0xe6, 0xbc],
    [0xe6, 0xbc],
  ],
  [[0xe6, 0xbc, 0xa2], []],
  [
    [0xf0, 0x9f, 0x98],
    [0xf0, 0x9f, 0x98],
  ],
  [[0xff], []],
  [[0x80, 0x80, 0x80, 0x80], []],
])('%j has %j left over', (bytes, tail) => {
  expect([...unfinishedCharacter(Uint8Array.from(bytes))]).toEqual(tail);
});
