import type { SeenFrame } from './seen.ts';

/** Where something was found. `session`: what came of it all, such as how a turn is told to have ended. */
export type Area = 'screen' | 'hook' | 'registry' | 'transcript' | 'session';

/** `drift`: Aegis no longer understands it. `notice`: it is new, and does no harm. */
export type Severity = 'drift' | 'notice';

export interface Finding {
  area: Area;
  severity: Severity;
  /** The step in which it was found; null where it is of the tour as a whole. */
  step: string | null;
  /** One sentence. */
  what: string;
  /** The screen that shows it. */
  frame: SeenFrame | null;
}

export function drift(area: Area, step: string | null, what: string): Finding {
  return { area, severity: 'drift', step, what, frame: null };
}

export function notice(area: Area, what: string): Finding {
  return { area, severity: 'notice', step: null, what, frame: null };
}
