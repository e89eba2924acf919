import { claudeCode21 } from './claude-code-2-1.ts';
import type { Wording } from './types.ts';

const PERMISSIONS: readonly string[] = ['bash', 'permission'];

/** Read from the screens of Claude Code 2.1.50: no line closes a turn, and early ones have a row to type into. */
export const claudeCode210: Wording = {
  ...claudeCode21,
  generation: '2.1.0',
  closesTurns: false,
  dialogs: claudeCode21.dialogs.map((entry) =>
    PERMISSIONS.includes(entry.kind) ? { ...entry, takesText: true } : entry,
  ),
};
