import { screenFormat } from '../commands/pane-formats.ts';
import { unescapeOctal } from '../protocol/octal.ts';
import type { PaneId, TmuxVersion } from '../types.ts';
import { exitFacts } from './exit-facts.ts';
import type { CapturedPane } from './follower-types.ts';
import { wrappedRows } from './wrapped-rows.ts';

/** The payloads of one capture's commands, which ran with nothing between. */
export interface CaptureBlocks {
  screen: readonly string[];
  styled: readonly string[];
  plain: readonly string[];
  joined: readonly string[];
  pending: readonly Uint8Array[];
}

export type ScreenRow = NonNullable<ReturnType<typeof screenFormat.parse>>;

/** Null: the blocks do not fit together, so they are not what tmux printed for this pane. */
export function readCapture(
  paneId: PaneId,
  blocks: CaptureBlocks,
  version: TmuxVersion,
): CapturedPane | null {
  const row = blocks.screen
    .map((line) => screenFormat.parse(line))
    .find((parsed) => parsed?.paneId === paneId);
  if (!row || blocks.styled.length !== row.rows) return null;
  const { cols, rows, alternate, title } = row;
  return {
    capture: {
      cols,
      rows,
      lines: blocks.styled,
      wrapped: wrappedRows(blocks.plain, blocks.joined),
      cursor: { x: row.cursorX, y: row.cursorY, visible: row.cursorVisible },
      alternate,
      title,
    },
    restore: new TextEncoder().encode(restoreModes(row)),
    pending: unescapeOctal(blocks.pending[0] ?? new Uint8Array(0)),
    ...exitFacts(row, version),
  };
}

/** The sequences for every mode that differs from a terminal just reset, and that changes what later output does. */
export function restoreModes(row: ScreenRow): string {
  const parts: string[] = [];
  const hasRegion = row.regionTop !== 0 || row.regionBottom !== row.rows - 1;
  if (hasRegion) parts.push(`\u001b[${row.regionTop + 1};${row.regionBottom + 1}r`);
  if (row.origin) parts.push('\u001b[?6h');
  if (hasRegion || row.origin) {
    // Both send the cursor home. With the origin mode on, rows count from the top of the region.
    const y = row.cursorY - (row.origin ? row.regionTop : 0);
    parts.push(`\u001b[${y + 1};${row.cursorX + 1}H`);
  }
  if (row.insert) parts.push('\u001b[4h');
  if (!row.wrap) parts.push('\u001b[?7l');
  if (row.keypad) parts.push('\u001b=');
  if (row.cursorKeys) parts.push('\u001b[?1h');
  return parts.join('');
}
