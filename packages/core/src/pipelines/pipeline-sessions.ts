import type { AegisEvent } from '@aegis/protocol';
import type { SessionStore } from '@aegis/store';
import type { Sessions } from '../aegis/sessions.ts';
import { toEvent } from '../events/to-event.ts';
import { recordFromRow } from '../session/session-record.ts';
import type { PipelineSessions, RecoveryEvent } from './sessions-port.ts';
import { pipelineTag } from './step-session.ts';

/** Recovery steps of one session that are looked through. */
const MAX_STEPS = 200;

/** The sessions as a pipeline uses them. */
export function pipelineSessions(sessions: () => Sessions, store: SessionStore): PipelineSessions {
  const recordOf = (id: string) => {
    const row = store.getSession(id);
    return row === null ? null : recordFromRow(row);
  };
  return {
    start: (request, origin) => sessions().start(request, origin),
    find: (id) => sessions().find(id),
    kill: (id) => sessions().get(id).kill(),
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
    isBeingReplaced: (id) => sessions().isBeingReplaced(id),
  };
}

function isRecovery(event: AegisEvent | null): event is RecoveryEvent {
  return event?.type === 'recovery-step';
}
