import { FIELD_SEPARATOR } from '../commands/format.ts';
import { paneFormat } from '../commands/pane-formats.ts';
import type { PaneInfo } from '../types.ts';

/**
 * One line of a listing whose format begins with the given user options. Null: not such a line, as when a program's
 * name holds a newline.
 */
export function parsePane(
  line: string,
  options: readonly string[],
): { info: PaneInfo; isKeeper: boolean } | null {
  const fields = line.split(FIELD_SEPARATOR);
  const values = fields.splice(0, options.length);
  const row = paneFormat.parse(fields.join(FIELD_SEPARATOR));
  if (!row) return null;
  const { isKeeper, ...facts } = row;
  const set = options.map((name, index) => [name, values[index] ?? ''] as const);
  // tmux prints an option that is not set as nothing.
  const present = Object.fromEntries(set.filter(([, value]) => value !== ''));
  return { info: { ...facts, options: present }, isKeeper };
}
