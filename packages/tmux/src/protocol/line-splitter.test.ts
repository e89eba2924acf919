import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('gives the same lines however the bytes are cut', () => {
  const line = fc.uint8Array({ maxLength: 30 }).map((raw) => raw.filter((byte) => byte !== 0x0a));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
      const stream = Buffer.concat(lines.flatMap((each) => [each, bytes('\n')]));
      const splitter = new LineSplitter();
      const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length];
      edges.sort((left, right) => left - right);
      const found = edges.flatMap((edge, index) =>
        index === 0 ? [] : splitter.push(stream.subarray(edges[index - 1], edge)).lines,
      );
      expect(found.map((each) => Buffer.from(each))).toEqual(
        lines.map((each) => Buffer.from(each)),
      );
    }),
  );
});

it('keeps what has no newline yet', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(bytes('%out')).lines).toEqual([]);
  expect(splitter.push(bytes('put\n')).lines.map(String)).toEqual([String(Buffer.from('%output'))]);
});

it('says so when a line has no end, and takes no more', () => {
  const splitter = new LineSplitter(8);
  expect(splitter.push(bytes('123456789'))).toEqual({ lines: [], overflow: true });
  expect(splitter.push(bytes('a\nb\n'))).toEqual({ lines: [], overflow: true });
});

it('finds a line too long however its bytes are cut', () => {
  const whole = new LineSplitter(8).push(bytes('a\n123456789\nb\n'));
  const splitter = new LineSplitter(8);
  const first = splitter.push(bytes('a\n1234'));
  const second = splitter.push(bytes('56789\nb\n'));
  expect(whole.overflow).toBe(true);
  expect(whole.lines.map(String)).toEqual(first.lines.map(String));
  expect(second).toEqual({ lines: [], overflow: true });
});

it('takes time in proportion to a long line that comes in many pieces', () => {
  const piece = new Uint8Array(16).fill(0x61);
  const splitter = new LineSplitter();
  let searched = 0;
  const counting = new Proxy(piece, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (key === 'indexOf') searched += target.length;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  for (let count = 0; count < 10_000; count++) splitter.push(counting);
  // Every byte is looked at once, although no newline came.
  expect(searched).toBe(160_000);
});
