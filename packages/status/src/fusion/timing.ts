import type { ScreenReading } from '../types.ts';

/**
 * How long a reading must stand before it counts, in milliseconds. Claude Code draws a frame in several writes, and
 * a screen read between two of them shows what never was: a box whose activity line is not drawn yet looks idle.
 * Work is believed at once: nothing that is half drawn looks like it.
 */
export function settleMs(reading: ScreenReading): number {
  if (reading.dialog !== null && reading.rule !== 'screen.unknown_dialog') return 40;
  switch (reading.status) {
    case 'working':
      return 0;
    case 'idle':
      return 150;
    case 'bash_approval':
    case 'permission_prompt':
    case 'plan_mode':
    case 'ask_question':
      return 40;
    case 'exited':
      return 100;
    case 'starting':
    case 'unknown':
      return 300;
  }
}

/** The same for an idle box that nothing half drawn looks like. */
export const ENDED_SETTLE_MS = 40;

/** How long a prompt's hook counts before anything else shows its turn, and how long two sources must contradict a third. */
export const CONTRADICTION_GRACE_MS = 1500;

/** A turn is over and no Stop hook came: how long one may be late. */
export const STOP_GRACE_MS = 1000;

/** A dialog was answered: how long it may still be drawn before it counts as asked again. */
export const ANSWER_GRACE_MS = 1500;

/** A turn's Stop hook came before the registry had said anything of the turn: how long it may take to catch up. */
export const CATCH_UP_MS = 1000;

/** We rejected what was asked: how long Claude Code may take to stop the turn. */
export const STOPPING_MS = 1000;

/** The registry left `waiting`: how long it may take to come back for the next request. */
export const WAITING_GRACE_MS = 300;

/** Claude Code let go of a request, for whatever reason: how long until something shows what came of it. */
export const WITHDRAWN_GRACE_MS = 300;

/** The registry says that a permission is asked: how long the hook or the screen have to say which. */
export const NAMING_MS = 80;
