import type { ScreenReading } from './types.ts';

export const BACKGROUND_RULE = 'screen.background';

/**
 * What is known of a screen that Claude Code does not draw, since it is stopped or in the background of a shell (a person pressed
 * Ctrl-Z): nothing. Whatever stands there is another program's, and takes that program's keys.
 */
export function backgroundReading(): ScreenReading {
  return {
    status: 'unknown',
    statusText: 'Claude Code is suspended, or in the background of its shell (fg brings it back)',
    rule: BACKGROUND_RULE,
    dialog: null,
    composer: null,
    activity: 'suspended',
    modeLine: null,
    turnEnd: null,
    closed: false,
    queued: 0,
  };
}
