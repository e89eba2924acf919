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

/** How long the newest word counts against sources that say otherwise, before the steadier one is believed again. */
export const CONTRADICTION_GRACE_MS = 1500;

/** How long after a Stop hook the last frames of its turn may come in. */
export const LATE_FRAME_MS = 500;

/** A turn is over and no Stop hook came: how long one may be late. */
export const STOP_GRACE_MS = 1000;

/** A request was answered through us: how long its dialog may still be drawn before it counts as asked again. */
export const ANSWER_GRACE_MS = 1500;

/** The registry left `waiting`: how long it may take to come back for the next request. */
export const WAITING_GRACE_MS = 300;
