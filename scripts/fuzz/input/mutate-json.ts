import fc from 'fast-check';
import { HOSTILE_NUMBERS, HOSTILE_TEXTS } from './hostile.ts';
import { mutatedBytes } from './mutate-bytes.ts';

/** A change of a JSON value at a place: `path` picks a child at each level, modulo how many there are. */
interface JsonChange {
  path: readonly number[];
  how:
    | { kind: 'replace'; value: unknown }
    | { kind: 'delete' }
    | { kind: 'add'; key: string; value: unknown }
    | { kind: 'wrap' }
    | { kind: 'nest'; depth: number }
    | { kind: 'repeat'; times: number };
}

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
);

/** JSON out of nothing, with the values that break things. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...HOSTILE_NUMBERS, null, true, false, [], {}) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

const change: fc.Arbitrary<JsonChange> = fc.record({
  path: fc.array(fc.nat(30), { maxLength: 6 }),
  how: fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), value: anyJson }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('add' as const),
        key: hostileText,
        value: anyJson,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wrap' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('nest' as const),
        depth: fc.oneof(fc.nat(5), fc.constantFrom(50, 500)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('repeat' as const), times: fc.nat(50) }),
    },
  ),
});

/** A real value with some places of it changed, or one out of nothing. */
export function mutatedJson(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const real = fc
    .tuple(fc.nat(Math.max(0, samples.length - 1)), fc.array(change, { maxLength: 4 }))
    .map(([index, changes]) =>
      changes.reduce<unknown>(changeJson, structuredClone(samples[index])),
    );
  return fc.oneof({ weight: 9, arbitrary: real }, { weight: 1, arbitrary: anyJson });
}

const encoder = new TextEncoder();

/** The text of such a value, itself damaged now and then: cut off, bytes flipped, keys twice. */
export function mutatedJsonText(samples: readonly unknown[]): fc.Arbitrary<Uint8Array> {
  const texts = samples.map((sample) => encoder.encode(JSON.stringify(sample)));
  return fc.oneof(
    { weight: 30, arbitrary: mutatedJson(samples).map(toBytes) },
    { weight: 10, arbitrary: mutatedBytes(texts) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...texts), fc.nat(50)).map(withDepth) },
  );
}

/** Deeper than the stack of those who go down level by level; `JSON.parse` reads it all the same. */
const DEEP = `${'[{"a":'.repeat(6_000)}0${'}]'.repeat(6_000)}`;

/** One of the texts in a value becomes an abyss. */
function withDepth([bytes, nth]: [Uint8Array, number]): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const values = [...text.matchAll(/:"[^"\\]*"/g)];
  const value = values[nth % Math.max(1, values.length)];
  if (value === undefined) return bytes;
  const at = value.index + 1;
  return encoder.encode(text.slice(0, at) + DEEP + text.slice(at + value[0].length - 1));
}

/** As a peer would send it; what is no JSON (nothing, after a change of the root) becomes `null`. */
export function toBytes(value: unknown): Uint8Array {
  const text = JSON.stringify(value) as string | undefined;
  return encoder.encode(text === undefined ? 'null' : text);
}

function changeJson(value: unknown, { path, how }: JsonChange): unknown {
  const [step, ...rest] = path;
  if (step === undefined || !isContainer(value)) return changedHere(value, how);
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return changedHere(value, how);
  if (rest.length === 0 && how.kind === 'delete') return without(value, key);
  const child = changeJson(Reflect.get(value, key), { path: rest, how });
  return withEntry(value, key, child);
}

function changedHere(value: unknown, how: JsonChange['how']): unknown {
  switch (how.kind) {
    case 'replace':
      return how.value;
    case 'delete':
      return null;
    case 'add':
      return isContainer(value) ? withEntry(value, how.key, how.value) : how.value;
    case 'wrap':
      return [value];
    case 'nest':
      return nested(value, how.depth);
    case 'repeat':
      if (typeof value === 'string') return value.repeat(how.times).slice(0, 20_000);
      return new Array<unknown>(how.times).fill(value);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Without `__proto__` being taken for the prototype. */
function withEntry(value: object, key: string, child: unknown): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    const at = Number(key);
    if (Number.isInteger(at) && at >= 0 && at < list.length) list[at] = child;
    else list.push(child);
    return list;
  }
  return Object.fromEntries([
    ...Object.entries(value).filter(([name]) => name !== key),
    [key, child],
  ]);
}

function without(value: object, key: string): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => String(index) !== key);
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function nested(value: unknown, depth: number): unknown {
  let outer = value;
  for (let level = 0; level < depth; level += 1) outer = level % 2 === 0 ? [outer] : { a: outer };
  return outer;
}
