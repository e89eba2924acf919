import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const show = (value: Uint8Array): string => new TextDecoder().decode(value);

describe('createLineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const content = fc
      .array(fc.stringMatching(/^[ab😀\n]{0,6}$/u))
      .map((parts) => bytes(parts.join('')));
    const cuts = fc.array(fc.nat(100));
    fc.assert(
      fc.property(content, cuts, fc.nat(1_000), (all, at, from) => {
        const splitter = createLineSplitter(from, 1e6);
        const borders = [0, ...at.map((cut) => Math.min(cut, all.length)), all.length].sort(
          (a, b) => a - b,
        );
        // One memory for all chunks, as when reading a file.
        const memory = Buffer.alloc(all.length);
        const lines = borders.slice(1).flatMap((to, index) => {
          const chunk = all.slice(borders[index], to);
          memory.set(chunk);
          return splitter
            .push(memory.subarray(0, chunk.length))
            .map((line) => ({ ...line, bytes: show(line.bytes) }));
        });
        const text = show(all);
        const wanted = text.split('\n').slice(0, -1);
        expect(lines.map((line) => line.bytes)).toEqual(wanted);
        let offset = from;
        for (const line of lines) {
          expect(line.start).toBe(offset);
          offset += bytes(line.bytes).length + 1;
          expect(line.end).toBe(offset);
        }
        expect(splitter.offset()).toBe(offset);
      }),
    );
  });

  it('keeps only the beginning of a line that is too long, and goes on behind it', () => {
    for (const size of [1, 7, 100]) {
      const splitter = createLineSplitter(0, 10);
      const all = bytes(`short\n${'x'.repeat(11)}\n${'y'.repeat(10)}\n${'z'.repeat(50)}\nend\n`);
      const lines = [];
      for (let at = 0; at < all.length; at += size) {
        const chunk = all.slice(at, at + size);
        lines.push(
          ...splitter.push(chunk).map(({ tooLong, start, end }) => ({ tooLong, start, end })),
        );
      }
      expect(lines).toEqual([
        { tooLong: false, start: 0, end: 6 },
        { tooLong: true, start: 6, end: 18 },
        { tooLong: false, start: 18, end: 29 },
        { tooLong: true, start: 29, end: 80 },
        { tooLong: false, start: 80, end: 84 },
      ]);
    }
  });

  it('holds little of a line without end', () => {
    const splitter = createLineSplitter(0, 1_000_000);
    const chunk = new Uint8Array(256 * 1024).fill(0x78);
    for (let count = 0; count < 4_000; count += 1) splitter.push(chunk);
    const [line] = splitter.push(bytes('\n'));
    expect(line).toMatchObject({ tooLong: true, end: 4_000 * chunk.length + 1 });
    expect(line?.bytes.length).toBeLessThan(10_000);
  });
});
