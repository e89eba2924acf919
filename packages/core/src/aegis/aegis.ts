import type {
  AegisEvent,
  Disagreements,
  Health,
  StreamReady,
  Swarm,
  SwarmQuery,
} from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import type { EventQuery } from '../events/event-log.ts';
import type { HookAnswer, HookRequest } from '../hooks/hook-listener.ts';
import type { Memory } from '../memory/memory.ts';
import type { Pipelines } from '../pipelines/pipelines.ts';
import type { Templates } from '../templates/templates.ts';
import type { SessionUsageGrowth } from '../usage/usage-meter.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Vitals } from './read-health.ts';
import type { Sessions } from './sessions.ts';

/** What `createAegis()` opens. */
export interface Aegis {
  readonly sessions: Sessions;
  readonly stateDir: string;
  /** Every session's events, from an id on (or from now on), then live. */
  events(query?: EventQuery): AsyncGenerator<AegisEvent, void, undefined>;
  /** Called for each event once it is durable, at once, from now on; stops with what it returns. Must not throw. */
  onEvent(listener: (event: AegisEvent) => void): () => void;
  /** Where {@link Aegis.events} begins with this `after`, and whether anything is missing there. */
  eventsStart(after?: number): StreamReady;
  /** Addresses that are told what happens. */
  readonly webhooks: Webhooks;
  /** Small values that sessions, agents and people share. */
  readonly memory: Memory;
  readonly templates: Templates;
  readonly pipelines: Pipelines;
  /** Sessions by parent and tag, and Claude Code's own subagents and teams. */
  swarm(query?: SwarmQuery): Promise<Swarm>;
  /** Small values that outlive the process, for what is built upon core; `core.` begins the keys that are its own. */
  readonly keys: Pick<SessionStore, 'setKey' | 'listKeys' | 'deleteKey'>;
  /** For a server that takes Claude Code's hooks on its own port. */
  receiveHook(request: HookRequest): Promise<HookAnswer>;
  /** What its sources disagreed on, and the screens that no rule knew: counts, and redacted frames. */
  disagreements(): Promise<Disagreements>;
  health(): Promise<Pick<Health, 'sessions' | 'runtime' | 'store'>>;
  /** The part of {@link Aegis.health} that starts no process: for whoever asks often. */
  vitals(): Vitals;
  /** Called for what sessions use from now on, as it is read from their transcripts; stops with what it returns. */
  onUsage(listener: (growth: SessionUsageGrowth) => void): () => void;
  /** Let go of everything within 2 seconds; sessions live on, unless `killSessions`. */
  close(options?: { killSessions?: boolean }): Promise<void>;
}
