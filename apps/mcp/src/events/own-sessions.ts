import type { AegisEvent, Session } from '@aegis/protocol';
import type { LoggingLevel } from '@modelcontextprotocol/sdk/types.js';
import type { EventFeed } from './event-feed.ts';

export interface LogMessage {
  level: LoggingLevel;
  data: { event: AegisEvent['type']; sessionId: string; message: string } & Record<string, unknown>;
}

interface Told {
  level: LoggingLevel;
  message: string;
  more?: Record<string, unknown>;
}

function tell(event: AegisEvent): Told | null {
  switch (event.type) {
    case 'pending-opened': {
      const { id, kind, title } = event.data.pending;
      return {
        level: 'notice',
        message: `waits for an answer: ${title}`,
        more: { pendingId: id, kind },
      };
    }
    case 'turn-ended': {
      const { outcome, error } = event.data.turn;
      const level = outcome === 'completed' ? 'info' : 'warning';
      return {
        level,
        message: `turn ${outcome}${error === null ? '' : ` (${error})`}`,
        more: { outcome },
      };
    }
    case 'stall-began':
      return {
        level: 'warning',
        message: `stalled since ${event.data.stall.since}`,
        more: { stall: event.data.stall },
      };
    case 'stall-ended':
      return { level: 'info', message: 'goes on after a stall' };
    case 'recovery-step': {
      const { rung, outcome } = event.data.step;
      const level = rung === 'escalate' ? 'error' : 'notice';
      return { level, message: `recovery: ${rung} ${outcome}`, more: { step: event.data.step } };
    }
    case 'session-exited': {
      const { exit } = event.data;
      const isExpected = exit.reason === 'killed' || exit.reason === 'released' || exit.code === 0;
      const level = isExpected ? 'info' : 'error';
      return { level, message: `ended: ${exit.reason}`, more: { exit } };
    }
    default:
      return null;
  }
}

/**
 * The sessions that this client started: what they wait on, and how they end, is told to it without being asked. Listens
 * while there is one that has not ended.
 */
export class OwnSessions {
  readonly #names = new Map<string, string>();
  readonly #pipelines = new Set<string>();
  readonly #feed: EventFeed;
  readonly #send: (message: LogMessage) => void;
  #stop: (() => void) | null = null;

  constructor(feed: EventFeed, send: (message: LogMessage) => void) {
    this.#feed = feed;
    this.#send = send;
  }

  add({ id, name, status }: Pick<Session, 'id' | 'name' | 'status'>): void {
    if (status === 'exited') return;
    this.#names.set(id, name);
    this.#listen();
  }

  addPipeline(id: string): void {
    this.#pipelines.add(id);
    this.#listen();
  }

  #listen(): void {
    this.#stop ??= this.#feed.listen({ onEvent: (event) => this.#take(event) });
  }

  #take(event: AegisEvent): void {
    if (event.type === 'session-created') {
      const { session } = event.data;
      if (session.pipeline !== null && this.#pipelines.has(session.pipeline.id)) this.add(session);
      return;
    }
    if (event.type === 'pipeline-changed') {
      if (event.data.status !== 'running') this.#pipelines.delete(event.data.pipelineId);
      this.#stopIfDone();
      return;
    }
    const name = this.#names.get(event.sessionId);
    if (name === undefined) return;
    const { sessionId, type } = event;
    const told = tell(event);
    if (told !== null) {
      const message = `${name} (${sessionId}) ${told.message}`;
      this.#send({ level: told.level, data: { event: type, sessionId, message, ...told.more } });
    }
    if (type === 'recovery-step' && event.data.step.replacedBy !== null) {
      this.#names.set(event.data.step.replacedBy, name);
    }
    if (type === 'session-exited') this.#names.delete(sessionId);
    this.#stopIfDone();
  }

  #stopIfDone(): void {
    if (this.#names.size > 0 || this.#pipelines.size > 0) return;
    this.#stop?.();
    this.#stop = null;
  }
}
