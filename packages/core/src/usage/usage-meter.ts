import type { UsageGrowth } from './session-usage.ts';

export interface SessionUsageGrowth extends UsageGrowth {
  sessionId: string;
}

/** Tells what sessions use while they are watched, as it is read. In this process alone; nothing is kept. */
export class UsageMeter {
  readonly #listeners = new Set<(growth: SessionUsageGrowth) => void>();

  onGrowth(listener: (growth: SessionUsageGrowth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  grew(sessionId: string, growth: readonly UsageGrowth[]): void {
    for (const one of growth) {
      for (const listener of this.#listeners) listener({ sessionId, ...one });
    }
  }
}
