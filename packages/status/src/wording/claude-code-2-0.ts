import { claudeCode210 } from './claude-code-2-1-0.ts';
import type { Wording } from './types.ts';

const PERMISSIONS: readonly string[] = ['bash', 'permission'];

/** Read from the screens of Claude Code 2.0.76: another mark before the input, and a row to type into when asked. */
export const claudeCode20: Wording = {
  ...claudeCode210,
  generation: '2.0',
  dialogs: claudeCode210.dialogs.map((entry) =>
    PERMISSIONS.includes(entry.kind) ? { ...entry, takesText: true } : entry,
  ),
  question: { ...claudeCode210.question, chat: null },
  prompts: { '>': 'prompt', '!': 'shell', '#': 'memory' },
};
