import type { SessionStatus } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { SessionHandle } from '../ports/runtime.ts';

/** Milliseconds between two comparisons of a screen that is understood. */
const EVERY_MS = 60_000;

/**
 * Says when the emulated screen is compared with the host's own: whenever it stops being understood, and now and then as a
 * turn ends. One command through the open control client, so an idle session costs nothing.
 */
export class ScreenCheck {
  readonly #clock: Clock;
  #status: SessionStatus = 'starting';
  #checkedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#checkedAt = clock.monotonic();
  }

  async statusIs(status: SessionStatus, handle: SessionHandle): Promise<void> {
    if (status === this.#status) return;
    this.#status = status;
    const now = this.#clock.monotonic();
    const isDue = status === 'idle' && now - this.#checkedAt >= EVERY_MS;
    if (status !== 'unknown' && !isDue) return;
    this.#checkedAt = now;
    await handle.verifyScreen();
  }
}
