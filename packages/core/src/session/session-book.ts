import type { Subagent, Usage } from '@aegis/protocol';
import { priceLookup, type Entry } from '@aegis/transcript';
import { readEntries, SubagentReader } from '@aegis/transcript/node';
import type { HookCall } from '../hooks/hook-body.ts';
import { SubagentBook } from '../subagents/subagent-book.ts';
import { SessionUsage } from '../usage/session-usage.ts';
import type { SessionDependencies } from './session-dependencies.ts';
import type { SessionState } from './session-state.ts';

/** What is kept count of over all conversations of a session: what it used, and its subagents. In memory, and learnt anew after a restart. */
export class SessionBook {
  readonly #state: SessionState;
  readonly #dependencies: SessionDependencies;
  readonly #usage: SessionUsage;
  readonly #subagents = new SubagentBook();
  readonly #reader = new SubagentReader();
  /** Reads of the subagents' transcripts, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isHistoryRead = false;

  constructor(state: SessionState, dependencies: SessionDependencies) {
    this.#state = state;
    this.#dependencies = dependencies;
    const prices = dependencies.prices ?? priceLookup();
    this.#usage = new SessionUsage(prices, state.record.usageSince);
  }

  usage(): Usage {
    return this.#usage.total();
  }

  /** Claude Code's own subagents, in the order in which they began. */
  async subagents(): Promise<Subagent[]> {
    await this.readSubagents();
    const { exit, createdAt } = this.#state.record;
    return this.#subagents.list({ isAlive: exit === null, since: createdAt });
  }

  hear(call: HookCall): void {
    this.#subagents.hear(call, this.#dependencies.clock.now());
    if (call.event === 'SubagentStop' || call.event === 'Stop') void this.readSubagents();
  }

  /** An entry of the conversation; again is fine. */
  read(entry: Entry): void {
    this.#usage.add(entry);
    this.#subagents.read(entry);
  }

  /** Once: what was written before this process looked. It counts, and is nothing new. */
  readHistory(): Promise<void> {
    if (this.#isHistoryRead) return Promise.resolve();
    this.#isHistoryRead = true;
    this.#work = this.#work
      .then(() => this.#takeHistory())
      .catch((error: unknown) => this.#warn(error, 'what was used before is not known'));
    return this.#work;
  }

  /** What was read until now is nothing new. */
  settle(): void {
    this.#usage.growth();
  }

  /** Tell what is new since it was told last. */
  tellGrowth(): void {
    this.#dependencies.usageMeter?.grew(this.#state.record.id, this.#usage.growth());
  }

  /** Resolves once what subagents have written by now is counted. */
  readSubagents(): Promise<void> {
    this.#work = this.#work
      .then(() => this.#takeSubagents())
      .then((isNew) => {
        if (!isNew || this.#state.record.exit !== null) return;
        this.#state.commit({ usage: this.usage() });
        this.tellGrowth();
      })
      .catch((error: unknown) => this.#warn(error, 'subagents not read'));
    return this.#work;
  }

  /** Resolves when nothing is being read any more. */
  close(): Promise<void> {
    return this.#work;
  }

  async #takeHistory(): Promise<void> {
    for (const { path } of this.#state.record.transcripts.slice(0, -1)) {
      if (path === null) continue;
      try {
        for await (const entry of readEntries(path)) this.read(entry);
      } catch {
        // Swept away, or not readable: what was said of it before is all that is known.
      }
    }
    await this.#takeSubagents();
    this.settle();
  }

  async #takeSubagents(): Promise<boolean> {
    let isNew = false;
    for (const { path } of this.#state.record.transcripts) {
      if (path === null) continue;
      await this.#reader.read(path, async (file, entries) => {
        this.#subagents.meet(file);
        for await (const entry of entries) {
          this.#subagents.readOwn(file.id, entry);
          isNew = this.#usage.add(entry) || isNew;
        }
      });
    }
    return isNew;
  }

  #warn(error: unknown, message: string): void {
    const { logger } = this.#dependencies;
    logger.warn({ sessionId: this.#state.record.id, error: String(error) }, message);
  }
}
