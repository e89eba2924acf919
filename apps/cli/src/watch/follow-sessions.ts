import type { AegisClient } from '@aegis/client';
import { AegisError, type Session } from '@aegis/protocol';
import { createLatch } from '../follow/latch.ts';
import { listAllSessions } from '../session-argument.ts';

/** What is told of the sessions. */
export type SessionNews =
  | { kind: 'sessions'; sessions: readonly Session[] }
  | { kind: 'session'; session: Session }
  | { kind: 'gone'; sessionId: string }
  | { kind: 'connection'; connection: 'live' | 'lost' };

/** Sessions of which something happened are read one by one up to here; more are read as a list. */
const READ_ONE_BY_ONE = 8;

/**
 * Tells what sessions there are, and each that changes, until the signal is aborted. Events say when to read; what is
 * read is exact. After a cut everything is read again.
 * @throws AegisError where the server cannot be reached at first, or refuses
 */
export async function followSessions(
  client: AegisClient,
  signal: AbortSignal,
  tell: (news: SessionNews) => void,
): Promise<void> {
  const latch = createLatch();
  const changed = new Set<string>();
  let readAll = true;
  const everything = () => {
    readAll = true;
    latch.set();
  };
  const follow = async () => {
    const options = {
      signal,
      onOpen: everything,
      onGap: everything,
      onCut: () => tell({ kind: 'connection', connection: 'lost' }),
    };
    for await (const { sessionId } of client.events(options)) {
      if (sessionId === null) continue;
      changed.add(sessionId);
      latch.set();
    }
    latch.fail(signal.reason);
  };

  const readOne = async (id: string) => {
    try {
      tell({ kind: 'session', session: await client.getSession(id, {}, { signal }) });
    } catch (error) {
      if (!AegisError.is(error) || error.code !== 'session_not_found') throw error;
      tell({ kind: 'gone', sessionId: id });
    }
  };
  const read = async () => {
    const ids = [...changed];
    changed.clear();
    if (readAll || ids.length > READ_ONE_BY_ONE) {
      readAll = false;
      tell({ kind: 'sessions', sessions: await listAllSessions(client, {}, signal) });
      tell({ kind: 'connection', connection: 'live' });
      return;
    }
    for (const id of ids) await readOne(id);
  };

  const following = follow().catch((error: unknown) => latch.fail(error));
  try {
    for (;;) {
      await latch.wait();
      try {
        await read();
      } catch (error) {
        // The stream is cut then, too; once it is open again everything is read.
        const passes = AegisError.is(error) && error.code === 'server_unreachable';
        if (!passes) throw error;
        readAll = true;
        tell({ kind: 'connection', connection: 'lost' });
      }
    }
  } finally {
    await following;
  }
}
