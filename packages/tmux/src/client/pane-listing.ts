import { FIELD_SEPARATOR } from '../commands/format.ts';
import { OPTIONS_AT, paneFormat } from '../commands/pane-formats.ts';
import type { PaneInfo } from '../types.ts';

export interface ListedPane {
  info: PaneInfo;
  isKeeper: boolean;
}

const RECORD_START = /^%\d+\t@\d+\t/;

/**
 * A listing of panes, with the given user options among its fields. What is free text there (a program's name) may
 * hold a newline, so a line that does not begin like a pane belongs to the one before it.
 */
export function parsePanes(lines: readonly string[], options: readonly string[]): ListedPane[] {
  const records: string[] = [];
  for (const line of lines) {
    const before = records.at(-1);
    if (RECORD_START.test(line)) records.push(line);
    else if (before !== undefined) records.splice(-1, 1, `${before}\n${line}`);
  }
  return records.flatMap((record) => parsePane(record, options) ?? []);
}

function parsePane(record: string, options: readonly string[]): ListedPane | null {
  const fields = record.split(FIELD_SEPARATOR);
  const values = fields.splice(OPTIONS_AT, options.length);
  const row = paneFormat.parse(fields.join(FIELD_SEPARATOR));
  if (!row) return null;
  const { isKeeper, ...facts } = row;
  const set = options.map((name, index) => [name, values[index] ?? ''] as const);
  // tmux prints an option that is not set as nothing.
  const present = Object.fromEntries(set.filter(([, value]) => value !== ''));
  return { info: { ...facts, options: present }, isKeeper };
}
