const decoder = new TextDecoder();

/** A reply's payload as text; bytes that are no UTF-8 become U+FFFD. */
export function textLines(block: readonly Uint8Array[] | undefined): string[] {
  return (block ?? []).map((line) => decoder.decode(line));
}
