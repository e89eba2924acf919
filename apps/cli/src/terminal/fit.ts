import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text that has room in so many columns, with `…` where something was left out. */
export function cutTo(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A text in exactly so many columns. */
export function fit(text: string, columns: number): string {
  const cut = cutTo(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - stringWidth(cut)));
}

/** A text as lines that have room in so many columns; nothing is left out. */
export function wrap(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    let used = 0;
    for (const { segment } of graphemes.segment(line)) {
      const more = stringWidth(segment);
      if (used + more > width && current !== '') {
        lines.push(current);
        current = '';
        used = 0;
      }
      current += segment;
      used += more;
    }
    return [...lines, current];
  });
}
