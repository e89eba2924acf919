import type { Session } from '@aegis/protocol';

/** More sessions than one conversation looks at; past it the one seen longest ago is forgotten. */
const MOST_SESSIONS = 1000;

/**
 * Which dialog of each session the model was shown last. An answer that names none is meant for that one: if another
 * has taken its place, the server refuses the answer, and nothing is approved unseen.
 */
export class ShownPendings {
  readonly #ids = new Map<string, string>();

  note({ id, pending }: Pick<Session, 'id' | 'pending'>): void {
    this.#ids.delete(id);
    if (!pending) return;
    this.#ids.set(id, pending.id);
    const [oldest] = this.#ids.keys();
    if (this.#ids.size > MOST_SESSIONS && oldest !== undefined) this.#ids.delete(oldest);
  }

  get(sessionId: string): string | null {
    return this.#ids.get(sessionId) ?? null;
  }

  forget(sessionId: string): void {
    this.#ids.delete(sessionId);
  }
}
