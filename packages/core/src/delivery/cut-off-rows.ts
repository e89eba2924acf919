import type { OutboxRow, SessionStore } from '@aegis/store';
import { typedOf } from './row-kind.ts';
import { isCutOffOf } from './typing-plan.ts';

/**
 * Rows of which a part may stand in the box: they were being typed when Aegis ended, or their typing was taken back. Such a part is ours
 * to clear.
 */
export class CutOffRows {
  readonly #store: Pick<SessionStore, 'getOutbox'>;
  readonly #ids = new Set<string>();

  constructor(store: Pick<SessionStore, 'getOutbox'>) {
    this.#store = store;
  }

  add({ id }: Pick<OutboxRow, 'id'>): void {
    this.#ids.add(id);
  }

  /** All of it stands there now, and is about to be submitted. */
  delete({ id }: Pick<OutboxRow, 'id'>): void {
    this.#ids.delete(id);
  }

  /** Whether text in the box is a part of one of them. */
  has(boxText: string, inShell: boolean): boolean {
    const rows = [...this.#ids].map((id) => this.#store.getOutbox(id));
    return rows.some((row) => {
      const typed = row === null ? null : typedOf(row);
      return typed !== null && (typed.kind === 'shell') === inShell && isCutOffOf(boxText, typed);
    });
  }
}
