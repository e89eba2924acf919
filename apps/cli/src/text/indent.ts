/** Every line moved to the right. */
export function indent(text: string, spaces = 2): string {
  const margin = ' '.repeat(spaces);
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${margin}${line}`))
    .join('\n');
}
