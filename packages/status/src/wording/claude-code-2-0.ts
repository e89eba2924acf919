import { claudeCode210 } from './claude-code-2-1-0.ts';
import type { Wording } from './types.ts';

/** Read from the screens of Claude Code 2.0.76: another mark before the input. */
export const claudeCode20: Wording = {
  ...claudeCode210,
  generation: '2.0',
  prompts: { '>': 'prompt', '!': 'shell', '#': 'memory' },
};
