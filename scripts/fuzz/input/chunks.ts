import fc from 'fast-check';

/** Where a stream is cut into pieces; any number fits any length. */
export type Cuts = readonly number[];

export const cuts: fc.Arbitrary<Cuts> = fc.array(fc.nat(0x7fffffff), { maxLength: 6 });

/** All the bytes, in order, in as many pieces; some may be empty, as reads may be. */
export function inPieces(bytes: Uint8Array, at: Cuts): Uint8Array[] {
  const places = at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => {
    // Copied, as a caller that reads into the same memory again would have it.
    return bytes.slice(places[index - 1] ?? 0, end);
  });
}

/** Cuts that hang on the bytes alone, for inputs that are nothing but bytes. */
export function cutsOf(bytes: Uint8Array): Cuts {
  let mixed = bytes.length;
  for (const byte of bytes.subarray(0, 64)) mixed = (Math.imul(mixed, 31) + byte) >>> 1;
  return [mixed, Math.imul(mixed, 7919) >>> 1, Math.imul(mixed, 104_729) >>> 1];
}
