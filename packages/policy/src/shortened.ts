/** Characters of what a verdict is about that are told. */
const MAX = 200;

/** As one line, and not too long. */
export function shortened(text: string): string {
  // eslint-disable-next-line no-control-regex -- what would not be one line
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return line.length > MAX ? `${line.slice(0, MAX - 1)}…` : line;
}
