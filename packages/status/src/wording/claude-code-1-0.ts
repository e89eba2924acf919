import { claudeCode20 } from './claude-code-2-0.ts';
import type { Wording } from './types.ts';

/** Read from the screens of Claude Code 1.0.128 and 2.0.14: a prompt in the queue has no mark. */
export const claudeCode10: Wording = {
  ...claudeCode20,
  generation: '1.0',
  queued: { ...claudeCode20.queued, bare: true },
};
