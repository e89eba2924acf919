import { toTimestamp, type DisagreementFrame, type Disagreements } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { toFrame, type FrameInput } from './frame.ts';
import { FrameFolder, type Counts } from './frame-folder.ts';

/** Frames that are kept; the one that was not seen for longest goes first. */
export const MAX_FRAMES = 50;
/** Kinds that are counted by name; what comes after them is counted together. */
const MAX_KINDS = 200;
const OTHERS = 'others';

/** Counts what disagreed, and keeps a redacted frame of each kind for whoever writes the next rule. */
export class DisagreementLog {
  readonly #folder: FrameFolder;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #frames = new Map<string, DisagreementFrame>();
  #counts: Counts;
  #work: Promise<void>;

  constructor(folder: string, clock: Clock, logger: Logger) {
    this.#folder = new FrameFolder(folder);
    this.#clock = clock;
    this.#logger = logger;
    this.#counts = { since: toTimestamp(clock.now()), counts: {} };
    this.#work = this.#load().catch((error: unknown) => {
      this.#logger.warn({ error: String(error) }, 'kept disagreements could not be read');
    });
  }

  /** Count it at once, keep its frame soon after. */
  note(input: Omit<FrameInput, 'now' | 'screen'> & { screen: FrameInput['screen'] | null }): void {
    const { screen, sighting } = input;
    const { what } = sighting;
    this.#logger.info({ what, kind: sighting.kind }, 'sources disagree');
    this.#enqueue(async () => {
      const { counts } = this.#counts;
      const key =
        Object.hasOwn(counts, what) || Object.keys(counts).length < MAX_KINDS ? what : OTHERS;
      this.#counts = { ...this.#counts, counts: { ...counts, [key]: (counts[key] ?? 0) + 1 } };
      if (screen !== null) await this.#keep(toFrame({ ...input, screen, now: this.#clock.now() }));
      await this.#folder.writeCounts(this.#counts);
    });
  }

  async read(): Promise<Disagreements> {
    await this.#work;
    const frames = [...this.#frames.values()].sort(newestFirst);
    return { ...this.#counts, frames, folder: this.#folder.path };
  }

  /** Resolves when all that was noted is in its file. */
  async close(): Promise<void> {
    await this.#work;
  }

  async #load(): Promise<void> {
    for (const frame of await this.#folder.readFrames()) this.#frames.set(frame.id, frame);
    this.#counts = (await this.#folder.readCounts()) ?? this.#counts;
    await this.#removeOldest();
  }

  async #keep(frame: DisagreementFrame): Promise<void> {
    const known = this.#frames.get(frame.id);
    const kept =
      known === undefined ? frame : { ...frame, firstAt: known.firstAt, count: known.count + 1 };
    this.#frames.set(kept.id, kept);
    await this.#removeOldest();
    await this.#folder.writeFrame(kept);
  }

  async #removeOldest(): Promise<void> {
    const oldest = [...this.#frames.values()].sort(newestFirst).slice(MAX_FRAMES);
    for (const { id } of oldest) {
      this.#frames.delete(id);
      await this.#folder.removeFrame(id);
    }
  }

  /** A full disk must not stop a session: what cannot be kept is told in the log. */
  #enqueue(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch((error: unknown) => {
      this.#logger.warn({ error: String(error) }, 'a disagreement could not be kept');
    });
  }
}

function newestFirst(one: DisagreementFrame, other: DisagreementFrame): number {
  return other.lastAt.localeCompare(one.lastAt) || one.id.localeCompare(other.id);
}
