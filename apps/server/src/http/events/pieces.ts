/** A text in pieces of about `size` UTF-16 units, never cut within a character. */
export function* pieces(text: string, size: number): Generator<{ piece: string; isLast: boolean }> {
  for (let from = 0; from < text.length;) {
    const wanted = from + size;
    const unit = text.charCodeAt(wanted - 1);
    const to = unit >= 0xd800 && unit <= 0xdbff ? wanted + 1 : wanted;
    yield { piece: text.slice(from, to), isLast: to >= text.length };
    from = to;
  }
}
