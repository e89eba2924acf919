// C0 but tab and newline, DEL and C1: what a terminal acts on. Bidirectional controls: what makes shown text lie.
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- finding control characters is what it is for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The picture that Unicode has for a C0 control character; the code point for any other. */
function visible(character: string): string {
  const codePoint = character.charCodeAt(0);
  if (codePoint < 0x20) return String.fromCharCode(0x24_00 + codePoint);
  if (codePoint === 0x7f) return '\u2421';
  return `<U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Text from elsewhere, made fit for a terminal: it can move no cursor, set no title, hide nothing. */
export function neutralise(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** As {@link neutralise}, on one line. */
export function oneLine(text: string): string {
  return neutralise(text).replaceAll('\n', '⏎').replaceAll('\t', ' ');
}

/** A value with every string in it neutralised, keys too. */
export function neutraliseDeep<T>(value: T): T;
export function neutraliseDeep(value: unknown): unknown {
  if (typeof value === 'string') return neutralise(value);
  if (Array.isArray(value)) return value.map((item: unknown) => neutraliseDeep(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [neutralise(key), neutraliseDeep<unknown>(item)]),
  );
}

/** JSON in which nothing is left that a terminal acts on: the same value, spelled with escapes. */
export function toSafeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
