import type { ScreenInput, ScreenReading, SourceWord } from '@aegis/status';
import type { Clock } from '../ports/clock.ts';
import type { DisagreementLog } from './disagreement-log.ts';
import { NOTHING_TRACKED, track } from './tracker.ts';

/** What a session shows of itself to be watched. */
export interface WatchedSession {
  words(): readonly SourceWord[];
  reading(): ScreenReading | null;
  screen(): ScreenInput | null;
  claudeVersion(): string | null;
}

/** Watches one session: `look` after every observation; a timer looks again at what lasts and makes no sound. */
export class DisagreementWatch {
  readonly #log: DisagreementLog;
  readonly #clock: Clock;
  readonly #session: WatchedSession;
  #state = NOTHING_TRACKED;
  #cancel: (() => void) | null = null;

  constructor(log: DisagreementLog, clock: Clock, session: WatchedSession) {
    this.#log = log;
    this.#clock = clock;
    this.#session = session;
  }

  look(): void {
    const now = this.#clock.monotonic();
    const words = this.#session.words();
    const { state, sightings, lookAgainAt } = track(this.#state, {
      now,
      words,
      reading: this.#session.reading(),
    });
    this.#state = state;
    for (const sighting of sightings) {
      const claudeVersion = this.#session.claudeVersion();
      this.#log.note({ sighting, words, claudeVersion, screen: this.#session.screen() });
    }
    this.#cancel?.();
    this.#cancel =
      lookAgainAt === null
        ? null
        : this.#clock.after(Math.max(0, lookAgainAt - now), () => this.look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
