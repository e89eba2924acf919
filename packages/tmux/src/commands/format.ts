/** One tmux format variable: what to ask for, and how its text is read. */
export interface FormatVariable<T> {
  /** Without the braces: `pane_id`. */
  name: string;
  /** Undefined: the text cannot be what was asked for. */
  parse(text: string): T | undefined;
}

type Variables = Record<string, FormatVariable<unknown>>;

export type FormatRow<V extends Variables> = {
  [Key in keyof V]: V[Key] extends FormatVariable<infer T> ? T : never;
};

export interface FormatDefinition<V extends Variables> {
  /** For `-F`. */
  format: string;
  /** Null: the line is not of this format. */
  parse(line: string): FormatRow<V> | null;
}

/** Between fields. Needs a UTF-8 client: any other gets `_` in its place (utf8.c, `utf8_sanitize`). */
export const FIELD_SEPARATOR = '\t';

/**
 * Format string, row type and parser from one declaration. The last variable may hold the separator; put free text
 * there.
 */
export function defineFormat<V extends Variables>(variables: V): FormatDefinition<V> {
  const entries = Object.entries(variables);
  return {
    format: entries.map(([, { name }]) => `#{${name}}`).join(FIELD_SEPARATOR),
    parse(line) {
      const fields = line.split(FIELD_SEPARATOR);
      if (fields.length < entries.length) return null;
      fields.push(fields.splice(entries.length - 1).join(FIELD_SEPARATOR));
      const values = entries.map(([key, variable], index) => [
        key,
        variable.parse(fields[index] ?? ''),
      ]);
      if (values.some(([, value]) => value === undefined)) return null;
      // Built from the very entries that the type is derived from.
      return Object.fromEntries(values) as FormatRow<V>;
    },
  };
}

export function text(name: string): FormatVariable<string> {
  return { name, parse: (value) => value };
}

/** Some flags are counts: `pane_in_mode` is 2 with one mode over another. */
export function flag(name: string): FormatVariable<boolean> {
  return { name, parse: (value) => value !== '' && value !== '0' };
}

export function integer(name: string): FormatVariable<number> {
  return { name, parse: (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined) };
}

/** Columns or rows: from 1 to tmux's own maximum (WINDOW_MAXIMUM in tmux.h). */
export function size(name: string): FormatVariable<number> {
  return {
    name,
    parse: (value) => {
      const cells = /^\d{1,5}$/.test(value) ? Number(value) : 0;
      return cells >= 1 && cells <= LARGEST_SIZE ? cells : undefined;
    },
  };
}

const LARGEST_SIZE = 10_000;

/** Null where tmux gives nothing: not known yet, or not known to this version. */
export function optionalInteger(name: string): FormatVariable<number | null> {
  return { name, parse: (value) => (/^\d+$/.test(value) ? Number(value) : null) };
}

export function matching<T extends string>(
  name: string,
  guard: (value: string) => value is T,
): FormatVariable<T> {
  return { name, parse: (value) => (guard(value) ? value : undefined) };
}
