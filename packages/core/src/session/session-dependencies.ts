import type { RecoveryRung } from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import type { PriceLookup } from '@aegis/transcript';
import type { DisagreementLog } from '../disagreement/disagreement-log.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { StoreHealth } from '../storage/store-health.ts';
import type { StepResult } from '../recovery/ladder.ts';
import type { RegistryWatcher } from '../registry/registry-watcher.ts';
import type { UsageMeter } from '../usage/usage-meter.ts';

/** Prefixes of ids, so that a person sees what one stands for. */
export type IdPrefix = 'ses' | 'msg' | 'cmd' | 'bsh' | 'req' | 'pnd' | 'gat' | 'pip';

export interface SessionDependencies {
  store: SessionStore;
  events: EventLog;
  /** Whether the store can be written, and who tries again once it can. */
  storeHealth: StoreHealth;
  clock: Clock;
  logger: Logger;
  registry: Pick<RegistryWatcher, 'follow' | 'look'>;
  disagreements: DisagreementLog;
  /** Default: the list's alone. */
  prices?: PriceLookup;
  /** Where what is used is told. */
  usageMeter?: UsageMeter;
  /** What `~` stands for in a session; where it is not told, the home of this process. */
  home?: string;
  newId: (prefix: IdPrefix) => string;
  /** Where Claude Code writes a conversation, or will; null where that cannot be known yet. */
  locateTranscript: (
    record: { configDir: string | null; workDir: string },
    claudeSessionId: string,
  ) => Promise<string | null>;
}

/** What a session needs beside that to be watched for stalls, and helped out of them. */
export interface StallDependencies {
  /** Milliseconds after which a session that says nothing else counts as stalled. */
  stallThresholdMs: number;
  /** Makes one step of recovery in the session with this id. Never throws. */
  makeStep: (sessionId: string, step: { rung: RecoveryRung; key: string }) => Promise<StepResult>;
}
