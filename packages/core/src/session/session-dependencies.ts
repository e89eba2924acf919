import type { SessionStore } from '@aegis/store';
import type { DisagreementLog } from '../disagreement/disagreement-log.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { StoreHealth } from '../storage/store-health.ts';
import type { RegistryWatcher } from '../registry/registry-watcher.ts';

/** Prefixes of ids, so that a person sees what one stands for. */
export type IdPrefix = 'ses' | 'msg' | 'req' | 'pnd' | 'pip';

export interface SessionDependencies {
  store: SessionStore;
  events: EventLog;
  /** Whether the store can be written, and who tries again once it can. */
  storeHealth: StoreHealth;
  clock: Clock;
  logger: Logger;
  registry: Pick<RegistryWatcher, 'follow' | 'look'>;
  disagreements: DisagreementLog;
  newId: (prefix: IdPrefix) => string;
  /** Where Claude Code writes a conversation, or will; null where that cannot be known yet. */
  locateTranscript: (
    record: { configDir: string | null; workDir: string },
    claudeSessionId: string,
  ) => Promise<string | null>;
}
