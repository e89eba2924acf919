import stringWidth from 'string-width';

/** The colours that our own styles write; text from elsewhere has had its escape sequences made visible before. */
// eslint-disable-next-line no-control-regex -- finding our own escape sequences is what it is for
const SEQUENCE = /(\u001b\[[\d;]*m)/;
const RESET = '\u001b[0m';
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A line with colours in it, cut to so many columns. */
export function cutStyled(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let kept = '';
  let width = 0;
  for (const part of line.split(SEQUENCE)) {
    if (SEQUENCE.test(part)) {
      kept += part;
      continue;
    }
    for (const { segment } of graphemes.segment(part)) {
      width += stringWidth(segment);
      if (width > columns - 1) return `${kept}…${kept.includes('\u001b') ? RESET : ''}`;
      kept += segment;
    }
  }
  return kept;
}
