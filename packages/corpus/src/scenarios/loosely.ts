import type { Published } from '../format/recording.ts';

/**
 * The statuses of a scenario as any machine may show them. A turn can be too short to be seen; builds on Node draw
 * their spinner for a moment around each command and after each dialog that is declined. There are never more turns
 * than the scenario has.
 */
export function loosely(strict: readonly Published[]): Published[] {
  return strict.flatMap((status, index): Published[] => {
    const before = strict[index - 1];
    switch (status) {
      case 'working':
        return ['working?'];
      case 'idle':
        if (before === 'working') return ['idle?'];
        return before === 'starting' ? ['idle'] : ['working?', 'idle'];
      case 'unknown':
        return ['working?', 'idle?', 'working?', 'unknown'];
      case 'exited':
        return ['working?', 'idle?', 'exited'];
      default:
        return [status];
    }
  });
}
