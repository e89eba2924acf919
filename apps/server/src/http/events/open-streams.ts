import type { CutReason } from '@aegis/protocol';
import type { Pump } from './pump-events.ts';

/** The event streams of a server that are open. */
export class OpenStreams {
  readonly #pumps = new Set<Pump>();

  add(pump: Pump): void {
    this.#pumps.add(pump);
    void pump.ended.then(() => this.#pumps.delete(pump));
  }

  cutAll(reason: CutReason): void {
    for (const pump of this.#pumps) pump.cut(reason);
  }

  get size(): number {
    return this.#pumps.size;
  }
}
