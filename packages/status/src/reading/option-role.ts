import type { OptionRole } from '@aegis/protocol';
import type { Wording } from '../wording/types.ts';
import { matches } from './match.ts';

/**
 * What choosing a row does, by its label alone: numbers and positions differ between versions, tools and accounts.
 * A label that no entry knows is `other`, so that nothing is ever granted by a guess.
 */
export function optionRole(label: string, wording: Wording): OptionRole {
  const bare = bareLabel(label);
  return wording.roles.find((entry) => matches(entry.label, bare))?.role ?? 'other';
}

/** Without the key that is named behind it: `No (esc)`, `Yes … (shift+tab)`. */
function bareLabel(label: string): string {
  for (const key of [' (esc)', ' (shift+tab)']) {
    if (label.endsWith(key)) return label.slice(0, -key.length);
  }
  return label;
}
