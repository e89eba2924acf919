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
  const events = createMemoryEvents(journal, assertExists);
  const outbox = createMemoryOutbox(journal, assertExists);

  return closable({
    ...sessions,
    ...events,
    ...outbox,
    ...createMemoryKeys(journal),
    deleteSession: (id, { limit }) =>
      journal.transaction(() => {
        sessions.assertEnded(id);
        const of = id.toWellFormed();
        const deleted = events.deleteOf(of, limit);
        if (deleted + outbox.deleteOf(of, limit - deleted) >= limit) return 'more';
        sessions.delete(of);
        return 'gone';
      }),
    transaction: (run) => journal.transaction(run),
    compact: () => 0,
    damaged: () => [],
    close: () => undefined,
  });
}
