import {
  createStatusState,
  nextDeadline,
  observe,
  viewOf,
  type Observation,
  type ScreenReading,
  type StatusView,
} from '@aegis/status';

/** A second status machine that hears of the screen and of nothing else, as of a session that was just adopted. */
export class ScreenMachine {
  readonly #onView: (view: StatusView) => void;
  #state = createStatusState(Date.now());
  #timer: NodeJS.Timeout | null = null;

  constructor(onView: (view: StatusView) => void) {
    this.#onView = onView;
  }

  see(reading: ScreenReading): void {
    this.#tell({ source: 'screen', at: Date.now(), reading });
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tell(observation: Observation): void {
    this.stop();
    this.#state = observe(this.#state, observation);
    this.#onView(viewOf(this.#state));
    const deadline = nextDeadline(this.#state);
    if (deadline === null) return;
    const wait = Math.max(0, deadline - Date.now());
    this.#timer = setTimeout(() => this.#tell({ source: 'clock', at: Date.now() }), wait);
  }
}
