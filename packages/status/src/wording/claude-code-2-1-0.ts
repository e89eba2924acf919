import { claudeCode21 } from './claude-code-2-1.ts';
import type { Wording } from './types.ts';

/** Read from the screens of Claude Code 2.1.50: no line closes a turn. */
export const claudeCode210: Wording = {
  ...claudeCode21,
  generation: '2.1.0',
  closesTurns: false,
};
