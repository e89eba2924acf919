import type { View } from './view.ts';

const FRAME_MS = 120;
const VERBS = ['Baking', 'Brewing', 'Cooking', 'Kneading', 'Pondering', 'Simmering'] as const;

/** Draws the line above the box that shows that a turn runs. */
export class ActivityTimer {
  readonly #view: View;
  #timer: NodeJS.Timeout | undefined;
  #turns = 0;

  constructor(view: View) {
    this.#view = view;
  }

  start(): void {
    const began = performance.now();
    const verb = VERBS[this.#turns % VERBS.length] ?? VERBS[0];
    this.#turns += 1;
    this.#view.change({ activity: { verb, elapsedMs: 0, tokens: 0, retry: null, frame: 0 } });
    this.#timer = setInterval(() => {
      const { activity } = this.#view.state;
      if (activity === null) return;
      const elapsedMs = performance.now() - began;
      this.#view.change({ activity: { ...activity, elapsedMs, frame: activity.frame + 1 } });
    }, FRAME_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#view.change({ activity: null });
  }
}
