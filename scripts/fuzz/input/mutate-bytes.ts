import fc from 'fast-check';
import type { Random } from '../../random.ts';
import { TOKENS } from './hostile.ts';

/** One change of a text of bytes. Places count modulo its length, so that any number fits any text. */
export type ByteChange =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'set'; at: number; byte: number }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'truncate'; at: number }
  | { kind: 'token'; at: number; token: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'copy'; at: number; from: number; length: number }
  | { kind: 'repeat'; at: number; length: number; times: number }
  | { kind: 'digits'; at: number; number: number };

const encoder = new TextEncoder();
const TOKEN_BYTES = TOKENS.map((token) => encoder.encode(token));
const NUMBERS = ['0', '-1', '255', '65536', '2147483647', '99999999999999999999', '1e999'];
/** Beyond it nothing is repeated or copied: a case is to be small, and giants are made on purpose. */
const LONGEST_BYTES = 64 * 1024;

export function changeBytes(bytes: Uint8Array, change: ByteChange): Uint8Array {
  const at = bytes.length === 0 ? 0 : change.at % (bytes.length + 1);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (change.kind) {
    case 'flip':
      return replaced(bytes, at, (byte) => byte ^ (1 << (change.bit % 8)));
    case 'set':
      return replaced(bytes, at, () => change.byte);
    case 'cut':
      return joined(before, after.subarray(change.length));
    case 'truncate':
      return before;
    case 'token':
      return joined(before, TOKEN_BYTES[change.token % TOKEN_BYTES.length], after);
    case 'insert':
      return joined(before, change.bytes, after);
    case 'copy': {
      const from = change.from % (bytes.length + 1);
      return joined(before, bytes.subarray(from, from + change.length), after);
    }
    case 'repeat': {
      const piece = after.subarray(0, change.length);
      const most = Math.floor(LONGEST_BYTES / Math.max(1, piece.length));
      return joined(
        before,
        ...new Array<Uint8Array>(Math.min(change.times, most)).fill(piece),
        after,
      );
    }
    case 'digits':
      return withNumber(bytes, at, NUMBERS[change.number % NUMBERS.length] ?? '0');
  }
}

export function changeAll(bytes: Uint8Array, changes: readonly ByteChange[]): Uint8Array {
  return changes.reduce(changeBytes, bytes).subarray(0, LONGEST_BYTES);
}

function replaced(bytes: Uint8Array, at: number, by: (byte: number) => number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const old = copy[at];
  if (old !== undefined) copy[at] = by(old);
  return copy;
}

function joined(...parts: (Uint8Array | undefined)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.filter((part) => part !== undefined)));
}

/** The next number in the text becomes another one. */
function withNumber(bytes: Uint8Array, at: number, text: string): Uint8Array {
  const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
  const from = bytes.findIndex((byte, index) => index >= at && isDigit(byte));
  if (from === -1) return bytes;
  let to = from;
  while (isDigit(bytes[to] ?? 0)) to += 1;
  return joined(bytes.subarray(0, from), encoder.encode(text), bytes.subarray(to));
}

const place = fc.nat(0x7fffffff);
const byteChange: fc.Arbitrary<ByteChange> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(40) }),
  fc.record({ kind: fc.constant('truncate' as const), at: place }),
  fc.record({ kind: fc.constant('token' as const), at: place, token: fc.nat(TOKENS.length - 1) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant('copy' as const), at: place, from: place, length: fc.nat(60) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: place,
    length: fc.nat(20),
    times: fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(2_000) }),
  }),
  fc.record({
    kind: fc.constant('digits' as const),
    at: place,
    number: fc.nat(NUMBERS.length - 1),
  }),
);

/** Real samples, changed in a few places; now and then bytes out of nothing. */
export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const real = fc
    .tuple(fc.nat(Math.max(0, samples.length - 1)), fc.array(byteChange, { maxLength: 6 }))
    .map(([index, changes]) => changeAll(samples[index] ?? new Uint8Array(), changes));
  const nothing = fc
    .array(byteChange, { maxLength: 12 })
    .map((changes) => changeAll(new Uint8Array(), changes));
  return fc.oneof(
    { weight: 8, arbitrary: real },
    { weight: 1, arbitrary: nothing },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}

/** The same kind of change, drawn by our own numbers: the guided loop is not fast-check's. */
export function drawChange(random: Random): ByteChange {
  const at = random.between(0, 0x7fffffff);
  switch (random.between(0, 9)) {
    case 0:
      return { kind: 'flip', at, bit: random.between(0, 7) };
    case 1:
      return { kind: 'set', at, byte: random.between(0, 255) };
    case 2:
      return { kind: 'cut', at, length: random.between(1, 40) };
    case 3:
      return random.between(0, 3) === 0 ? { kind: 'truncate', at } : { kind: 'cut', at, length: 1 };
    case 4:
    case 5:
      return { kind: 'token', at, token: random.between(0, TOKENS.length - 1) };
    case 6:
      return {
        kind: 'insert',
        at,
        bytes: Uint8Array.from({ length: random.between(1, 8) }, () => random.between(0, 255)),
      };
    case 7:
      return {
        kind: 'copy',
        at,
        from: random.between(0, 0x7fffffff),
        length: random.between(1, 60),
      };
    case 8:
      return { kind: 'repeat', at, length: random.between(1, 20), times: random.skewed(1, 300) };
    default:
      return { kind: 'digits', at, number: random.between(0, NUMBERS.length - 1) };
  }
}
