import { assertSynchronous } from '../synchronous.ts';

/** How to take back what was done since a transaction began. */
export interface Journal {
  /** Call after each change, with what undoes it. */
  record(undo: () => void): void;
  transaction<T>(run: () => T): T;
}

export function createJournal(): Journal {
  const undos: (() => void)[] = [];
  let depth = 0;
  return {
    record(undo) {
      if (depth > 0) undos.push(undo);
    },
    transaction(run) {
      const mark = undos.length;
      depth += 1;
      try {
        return assertSynchronous(run());
      } catch (error) {
        for (const undo of undos.splice(mark).reverse()) undo();
        throw error;
      } finally {
        depth -= 1;
        if (depth === 0) undos.length = 0;
      }
    },
  };
}
