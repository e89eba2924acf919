import { performance } from 'node:perf_hooks';
import type { ScreenInput, ScreenReading } from '@aegis/status';
import type { SeenFrame } from '../seen.ts';

/** Frames of one step that are kept; the first and the last ones, of a step that flickers. */
const MOST_FRAMES = 200;

interface Frame {
  reading: ScreenReading;
  screen: ScreenInput;
  since: number;
}

/** Keeps what was read, merging what reads the same. */
export class FrameRecorder {
  #frames: Frame[] = [];

  saw(screen: ScreenInput, reading: ScreenReading): void {
    const last = this.#frames.at(-1);
    if (last !== undefined && isSame(last.reading, reading)) {
      last.reading = reading;
      last.screen = screen;
      return;
    }
    if (this.#frames.length >= MOST_FRAMES) this.#frames.splice(MOST_FRAMES / 2, 1);
    this.#frames.push({ reading, screen, since: performance.now() });
  }

  get last(): Frame | null {
    return this.#frames.at(-1) ?? null;
  }

  /** A new step begins with what is on the screen. */
  begin(): void {
    const last = this.#frames.at(-1);
    this.#frames = last === undefined ? [] : [{ ...last, since: performance.now() }];
  }

  /** Another session: nothing of the one before counts. */
  clear(): void {
    this.#frames = [];
  }

  frames(): SeenFrame[] {
    const now = performance.now();
    return this.#frames.map(({ reading, screen, since }, index) => ({
      reading,
      screen,
      stoodMs: (this.#frames[index + 1]?.since ?? now) - since,
    }));
  }
}

function isSame(one: ScreenReading, other: ScreenReading): boolean {
  return (
    one.rule === other.rule &&
    one.status === other.status &&
    one.dialog?.title === other.dialog?.title &&
    one.dialog?.subject === other.dialog?.subject
  );
}
