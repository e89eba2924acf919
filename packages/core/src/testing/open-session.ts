import type { AegisEvent } from '@aegis/protocol';
import { createMemoryStore } from '@aegis/store';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import { ManagedSession } from '../session/managed-session.ts';
import type { SessionDependencies } from '../session/session-dependencies.ts';
import type { SessionRecord } from '../session/session-record.ts';
import { failingStore } from './failing-store.ts';
import { FakeClaude } from './fake-claude.ts';
import { ManualClock } from './manual-clock.ts';
import { storedSession } from './stored-session.ts';

/** A session with a Claude Code by hand, on a disk that can be filled, and all that it tells. */
export function openSession(
  known: Partial<SessionRecord> = {},
  locateTranscript: SessionDependencies['locateTranscript'] = () => Promise.resolve(null),
) {
  const clock = new ManualClock();
  const disk = failingStore(createMemoryStore(), clock);
  const { store, health: storeHealth } = disk;
  const log = new EventLog(store);
  const events: AegisEvent[] = [];
  log.onEvent((event) => events.push(event));
  const claude = new FakeClaude(clock);
  const record = storedSession(store, {
    hookSecret: 'secret',
    configDir: '/nowhere',
    createdAt: clock.now(),
    statusSince: clock.now(),
    lastActivityAt: clock.now(),
    ...known,
  });
  let ids = 0;
  const session = new ManagedSession(record, {
    ...{ store, storeHealth, events: log, clock, logger: silentLogger, registry: claude.registry },
    disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
    stallThresholdMs: 300_000,
    makeStep: () => Promise.reject(new Error('nothing here stalls')),
    newId: (prefix) => `${prefix}_${(ids += 1)}`,
    locateTranscript,
  });
  session.attach(claude.handle);
  return { clock, disk, claude, session, events };
}
