import type { Entry } from '@aegis/transcript';

/** Lines whose subagent is remembered, so that the next line of it can be told. */
const MOST_LINES = 10_000;

/** Which subagent a sidechain's line is of. Versions that do not say so are told by who answers whom. */
export class SidechainIds {
  readonly #byLine = new Map<string, string>();

  /** Null for a line that was read before, or cannot be told. */
  idOf({ uuid, parentUuid, raw }: Entry): string | null {
    if (uuid === null || this.#byLine.has(uuid)) return null;
    const { agentId } = raw;
    const named = typeof agentId === 'string' && agentId !== '' ? agentId : null;
    const root = parentUuid === null ? uuid : (this.#byLine.get(parentUuid) ?? parentUuid);
    const id = named ?? root;
    this.#byLine.set(uuid, id);
    if (this.#byLine.size > MOST_LINES) this.#forgetOldest();
    return id;
  }

  #forgetOldest(): void {
    for (const line of this.#byLine.keys()) {
      this.#byLine.delete(line);
      return;
    }
  }
}
