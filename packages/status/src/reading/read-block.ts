import type { Dialog, ScreenReading } from '../types.ts';
import { readCutDialog } from './cut-dialog.ts';
import { readDialog } from './dialog.ts';
import type { DialogReading } from './dialog-reading.ts';
import { toDialogRow } from './dialog-row.ts';
import { footerOf } from './footer.ts';
import { findOptions } from './options.ts';
import { reading } from './reading.ts';
import type { Block } from './regions.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

/** Something hangs from a rule or stands in a frame, and there is no input box under it. */
export function readBlock(region: Block, height: number, rules: RuleBook): ScreenReading {
  const { block, cols } = region;
  const { wording } = rules;
  if (region.cut) {
    const cut = readCutDialog({ rows: block, cols, height, framed: true }, rules);
    if (cut !== null) return cutReading(cut);
  }
  const known = readDialog(region, rules);
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
    const shows = block.some((row) => row.text.trim().startsWith(viewer.line));
    if (rules.holds(`viewer.${viewer.activity}`, shows, () => `a row starts "${viewer.line}"`)) {
      return reading('unknown', `screen.viewer.${viewer.activity}`, {
        statusText: title,
        activity: viewer.activity,
      });
    }
  }
  const greets = region.framed && isBanner(block, wording.banner);
  if (rules.holds('screen.banner', greets, () => 'a frame with the greeting, and nothing below')) {
    return reading('starting', 'screen.banner');
  }
  const first = block.find((row) => row.kind !== 'blank');
  const half = first === undefined || (first.text[0] ?? '') in wording.prompts;
  if (rules.holds('screen.half_drawn', half, () => 'an input box without its lower rule')) {
    return reading('unknown', 'screen.half_drawn', { statusText: title });
  }
  const dialog = unknownDialog(block, rules);
  const isList = dialog !== null;
  const lists = `no rule knows it; it has ${isList ? 'a' : 'no'} list to choose from`;
  const rule = rules.holds('screen.unknown_dialog', isList, () => lists)
    ? 'screen.unknown_dialog'
    : 'screen.unknown_block';
  return reading('unknown', rule, { statusText: title, dialog });
}

export function cutReading({ dialog, status }: DialogReading): ScreenReading {
  return reading(status, `screen.cut_dialog.${dialog.name}`, { statusText: dialog.title, dialog });
}

/** The greeting in its frame, as long as nothing is below it. */
function isBanner(block: readonly ScreenRow[], parts: readonly string[]): boolean {
  return block.some((row) => parts.some((part) => row.text.includes(part)));
}

/** It has rows to choose from, and no wording knows it: shown as it stands, and not to be answered. */
export function unknownDialog(block: readonly ScreenRow[], rules: RuleBook): Dialog | null {
  const list = findOptions(block, rules);
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
