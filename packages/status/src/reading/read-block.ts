import type { Dialog, ScreenReading } from '../types.ts';
import type { Wording } from '../wording/types.ts';
import { readDialog } from './dialog.ts';
import { toDialogRow } from './dialog-row.ts';
import { footerOf } from './footer.ts';
import { findOptions } from './options.ts';
import { reading } from './reading.ts';
import type { Regions } from './regions.ts';
import type { ScreenRow } from './rows.ts';

/** Something hangs from a rule, and there is no input box under it. */
export function readBlock(
  regions: Extract<Regions, { type: 'block' }>,
  wording: Wording,
): ScreenReading {
  const { above, block, cols } = regions;
  const known = readDialog({ above, block, cols }, wording);
  if (known !== null) {
    const { dialog, status, activity } = known;
    return reading(status, `screen.dialog.${activity ?? dialog.name}`, {
      statusText: dialog.title,
      dialog,
      activity,
    });
  }
  const title = block.find((row) => row.kind !== 'blank')?.text.trim() ?? null;
  for (const viewer of wording.viewers) {
    if (block.some((row) => row.text.trim().startsWith(viewer.line))) {
      return reading('unknown', `screen.viewer.${viewer.activity}`, {
        statusText: title,
        activity: viewer.activity,
      });
    }
  }
  const first = block.find((row) => row.kind !== 'blank');
  if (first === undefined || (first.text[0] ?? '') in wording.prompts) {
    return reading('unknown', 'screen.half_drawn', { statusText: title });
  }
  const dialog = unknownDialog(block, wording);
  const rule = dialog === null ? 'screen.unknown_block' : 'screen.unknown_dialog';
  return reading('unknown', rule, { statusText: title, dialog });
}

/** It has rows to choose from, and no wording knows it: shown as it stands, and not to be answered. */
function unknownDialog(block: readonly ScreenRow[], wording: Wording): Dialog | null {
  const list = findOptions(block, wording);
  const first = block.findIndex((row) => row.kind !== 'blank');
  if (list === null || list.options.length < 2 || list.from <= first) return null;
  const title = block[first]?.text.trim() ?? '';
  const options = list.options.map((option) => toDialogRow(option, 'never', () => 'other'));
  return {
    name: 'overlay',
    kind: 'dialog',
    title,
    body: block
      .slice(1, list.from)
      .map((row) => row.text)
      .join('\n')
      .trim(),
    options,
    footer: footerOf(block, list.to),
    toolName: null,
    subject: null,
    cut: false,
    question: null,
  };
}
