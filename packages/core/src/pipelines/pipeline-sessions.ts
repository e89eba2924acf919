import type { AegisEvent } from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import type { KnownSessions } from '../aegis/known-sessions.ts';
import type { SessionStarter } from '../aegis/session-starter.ts';
import type { Sessions } from '../aegis/sessions.ts';
import { toEvent } from '../events/to-event.ts';
import type { Pivots } from '../recovery/pivots.ts';
import { recordFromRow } from '../session/session-record.ts';
import type { PipelineSessions, RecoveryEvent, StoredPipelineSessions } from './sessions-port.ts';
import { pipelineTag } from './step-session.ts';

/** Recovery steps of one session that are looked through. */
const MAX_STEPS = 200;

export interface PipelineSessionsDependencies {
  store: SessionStore;
  known: Pick<KnownSessions, 'find'>;
  starter: Pick<SessionStarter, 'start'>;
  pivots: Pick<Pivots, 'isUnderWay'>;
  sessions: Pick<Sessions, 'get'>;
}

/** The sessions as a pipeline uses them. */
export function pipelineSessions(dependencies: PipelineSessionsDependencies): PipelineSessions {
  const { store, known, starter, pivots, sessions } = dependencies;
  return {
    ...storedPipelineSessions(store),
    start: (request, origin) => starter.start(request, origin),
    find: (id) => known.find(id),
    kill: (id) => sessions.get(id).kill(),
    isBeingReplaced: (id) => pivots.isUnderWay(id),
  };
}

/** What the store alone says of the sessions of pipelines. */
export function storedPipelineSessions(store: SessionStore): StoredPipelineSessions {
  const recordOf = (id: string) => {
    const row = store.getSession(id);
    return row === null ? null : recordFromRow(row);
  };
  return {
    idsOf(pipelineId) {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = store.listSessions({
          tag: pipelineTag(pipelineId),
          limit: 500,
          ...(cursor === null ? {} : { cursor }),
        });
        ids.push(...page.sessions.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    },
    pipelineOf: (id) => recordOf(id)?.pipeline?.id ?? null,
    usageOf: (id) => recordOf(id)?.usage ?? null,
    recoveryOf: (sessionId) =>
      store
        .listEvents({ after: 0, sessionId, types: ['recovery-step'], limit: MAX_STEPS })
        .map(toEvent)
        .filter(isRecovery),
  };
}

function isRecovery(event: AegisEvent | null): event is RecoveryEvent {
  return event?.type === 'recovery-step';
}
