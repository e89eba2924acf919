import type { Wording } from '../wording/types.ts';

/** One thing taken out of a table of words. */
export interface Mutant {
  name: string;
  /** Of any generation: what the table does not have, it need not lose. */
  mutate(wording: Wording): Wording;
}

/** Nothing that stands on a screen. */
const NOWHERE = '\u{10ffff}';

/** Every entry of every list taken out, every title of a dialog, and every single word replaced by nonsense. */
export function mutantsOf(wording: Wording): Mutant[] {
  return Object.entries(wording).flatMap(([key, value]) => {
    if (key === 'generation' || key === 'amendHint') return [];
    if (Array.isArray(value)) return withoutEach(key, value);
    if (typeof value === 'boolean') return [change(key, key, () => !value)];
    if (key === 'spinnerGlyphs' && typeof value === 'string') {
      return Array.from(value, (glyph) =>
        change(`${key} ${glyph}`, key, (old) => String(old).replace(glyph, '')),
      );
    }
    return typeof value === 'string' ? [change(key, key, () => NOWHERE)] : [];
  });
}

function withoutEach(key: string, list: readonly unknown[]): Mutant[] {
  return list.flatMap((entry, at) => {
    const text = JSON.stringify(entry);
    const gone = change(`${key}[${String(at)}] ${text}`, key, (old) =>
      Array.isArray(old) ? old.filter((one) => JSON.stringify(one) !== text) : old,
    );
    return [gone, ...withoutEachTitle(key, entry)];
  });
}

function withoutEachTitle(key: string, entry: unknown): Mutant[] {
  if (typeof entry !== 'object' || entry === null || !('titles' in entry)) return [];
  const { titles } = entry;
  if (!Array.isArray(titles) || titles.length < 2) return [];
  return titles.map((title: unknown) =>
    change(`${key} titled ${String(title)}`, key, (old) => JSON.parse(withoutTitle(old, title))),
  );
}

function withoutTitle(list: unknown, title: unknown): string {
  return JSON.stringify(list, (key, value: unknown) =>
    key === 'titles' && Array.isArray(value) ? value.filter((one) => one !== title) : value,
  );
}

function change(name: string, key: string, value: (old: unknown) => unknown): Mutant {
  return {
    name,
    // A copy with one property of the same kind: what a table is made of.
    mutate: (wording) => ({ ...wording, [key]: value(Reflect.get(wording, key)) }),
  };
}
