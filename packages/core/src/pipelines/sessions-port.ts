import type { AegisEvent, CreateSessionBody, Usage } from '@aegis/protocol';
import type { SessionOrigin } from '../aegis/session-origin.ts';
import type { ManagedSession } from '../session/managed-session.ts';

/** What a pipeline needs of the sessions. */
export interface PipelineSessions extends StoredPipelineSessions {
  /** Answers as `SessionStarter.start` does. */
  start: (request: CreateSessionBody, origin: SessionOrigin) => Promise<unknown>;
  /** @throws AegisError `session_not_found` */
  find: (id: string) => ManagedSession;
  kill: (id: string) => Promise<void>;
  /** Whether another session is being started in its place. */
  isBeingReplaced: (id: string) => boolean;
}

/** What the store alone says of them. */
export interface StoredPipelineSessions {
  /** The ids of a pipeline's sessions. */
  idsOf: (pipelineId: string) => string[];
  /** The pipeline that a session was started for. */
  pipelineOf: (id: string) => string | null;
  usageOf: (id: string) => Usage | null;
  /** What the store has of a session's recovery. */
  recoveryOf: (id: string) => RecoveryEvent[];
}

export type RecoveryEvent = Extract<AegisEvent, { type: 'recovery-step' }>;
