import { codePointWidth } from './cell-width.ts';
import { createScreen } from './screen.ts';
import type { Snapshot } from './types.ts';

/** Sizes beyond these are cut: a screen is held in memory whole. */
const MAX_COLS = 1000;
const MAX_ROWS = 1000;

/**
 * A plain capture (`tmux capture-pane -p`, with or without `-e`) as a screen. Without a size it is as wide as its
 * longest line and as high as it needs; lines too long for the size wrap, and of too many rows the last ones show.
 * The capture does not say where the cursor was, so it is hidden.
 */
export async function screenFromText(
  text: string,
  size: { cols?: number; rows?: number } = {},
): Promise<Snapshot> {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const widths = lines.map(widthOf);
  const cols = clamp(
    size.cols ?? widths.reduce((most, width) => Math.max(most, width), 1),
    MAX_COLS,
  );
  const wrapped = widths.reduce((sum, width) => sum + Math.max(Math.ceil(width / cols), 1), 0);
  const rows = clamp(size.rows ?? wrapped, MAX_ROWS);
  const screen = createScreen({ cols, rows });
  try {
    await screen.write(new TextEncoder().encode(`${lines.join('\r\n')}\u001b[?25l`));
    return screen.snapshot();
  } finally {
    screen.dispose();
  }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(Math.trunc(value) || 1, 1), most);
}

function widthOf(line: string): number {
  // eslint-disable-next-line no-control-regex -- colours take no room
  const shown = line.replace(/\u001b\[[\d;:]*m/g, '');
  let width = 0;
  for (const character of shown) width += codePointWidth(character.codePointAt(0) ?? 0);
  return width;
}
