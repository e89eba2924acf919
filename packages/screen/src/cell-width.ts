import { eastAsianWidth } from 'get-east-asian-width';
import type { IUnicodeVersionProvider } from '@xterm/headless';

/**
 * How many cells a character takes, by the rules of tmux 3.3a (`screen-write.c`, `screen_write_combine`), which is
 * what the program in the pane sees the effect of: every code point has a width of its own, zero-width ones join the
 * cell before them, and so does whatever follows a zero-width joiner. Emoji modifiers and variation selectors do not
 * change a width. The emulator's own tables know fewer wide emoji than the terminals of today.
 */
export const cellWidths: IUnicodeVersionProvider = {
  version: 'aegis',
  wcwidth: codePointWidth,
  charProperties(codePoint, preceding) {
    const own = codePointWidth(codePoint);
    const before = (preceding >> 1) & 3;
    const joins = before > 0 && (own === 0 || preceding >> 3 === AFTER_JOINER);
    const state = codePoint === ZERO_WIDTH_JOINER ? AFTER_JOINER : 0;
    return (state << 3) | ((joins ? before : own) << 1) | (joins ? 1 : 0);
  },
};

const ZERO_WIDTH_JOINER = 0x200d;
const AFTER_JOINER = 1;

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Format characters that are drawn all the same: the soft hyphen and the Arabic and Kaithi number signs. */
const DRAWN_FORMAT = /^[\u00ad\u0600-\u0605\u06dd\u070f\u08e2\u{110bd}\u{110cd}]$/u;

/** Cells that a code point takes on its own; control characters take none. */
export function codePointWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return codePoint < 0x20 || (codePoint > 0x7e && codePoint < 0xa0) ? 0 : 1;
  const known = widths[codePoint];
  if (known !== undefined && known > 0) return known === 1 ? 0 : known === 2 ? 1 : 2;
  const width = measure(codePoint);
  widths[codePoint] = width + 1;
  return width;
}

/** Widths measured so far, plus one; 0 is "not yet". Bounded by the size of Unicode. */
const widths = new Uint8Array(0x110000);

function measure(codePoint: number): 0 | 1 | 2 {
  // Hangul medial vowels and final consonants stand on the initial before them.
  if (codePoint >= 0x1160 && codePoint <= 0x11ff) return 0;
  const text = String.fromCodePoint(codePoint);
  if (ZERO_WIDTH.test(text) && !DRAWN_FORMAT.test(text)) return 0;
  return eastAsianWidth(codePoint);
}
