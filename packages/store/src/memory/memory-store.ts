import { closable } from '../closable.ts';
import type { SessionStore } from '../types.ts';
import { createJournal } from './journal.ts';
import { createMemoryEvents } from './memory-events.ts';
import { createMemoryKeys } from './memory-keys.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { createMemorySessions } from './memory-sessions.ts';

/** A store that is gone with the process: for tests and for embedders that keep nothing. */
export function createMemoryStore(): SessionStore {
  const journal = createJournal();
  const sessions = createMemorySessions(journal);
  const assertExists = (id: string): void => sessions.assertExists(id);

  return closable({
    ...sessions,
    ...createMemoryEvents(journal, assertExists),
    ...createMemoryOutbox(journal, assertExists),
    ...createMemoryKeys(journal),
    transaction: (run) => journal.transaction(run),
    damaged: () => [],
    close: () => undefined,
  });
}
