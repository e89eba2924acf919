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
  const {
    assertExists,
    assertEnded,
    delete: deleteRow,
    ...sessions
  } = createMemorySessions(journal);
  const { deleteOf: deleteEvents, ...events } = createMemoryEvents(journal, assertExists);
  const { deleteOf: deleteOutbox, ...outbox } = createMemoryOutbox(journal, assertExists);

  return closable({
    ...sessions,
    ...events,
    ...outbox,
    ...createMemoryKeys(journal),
    deleteSession: (id, { limit }) =>
      journal.transaction(() => {
        assertEnded(id);
        const of = id.toWellFormed();
        const deleted = deleteEvents(of, limit);
        if (deleted + deleteOutbox(of, limit - deleted) >= limit) return 'more';
        deleteRow(of);
        return 'gone';
      }),
    transaction: (run) => journal.transaction(run),
    compact: () => 0,
    damaged: () => [],
    close: () => undefined,
  });
}
