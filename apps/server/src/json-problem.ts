/**
 * Where a text stops being JSON, to go behind "is not valid JSON". Says nothing of the text but one character: it may
 * hold a secret, which the engine's own message would quote.
 */
export function jsonProblem(text: string, error: unknown): string {
  if (text.trim() === '') return ' (it is empty)';
  const reason = error instanceof Error ? error.message : '';
  const position = /position (\d+)/.exec(reason)?.[1];
  if (position !== undefined) {
    const lines = text.slice(0, Number(position)).split('\n');
    return ` (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
  }
  const token = /^Unexpected token '(.)'/u.exec(reason)?.[1];
  return token === undefined ? '' : ` (unexpected "${token}")`;
}
