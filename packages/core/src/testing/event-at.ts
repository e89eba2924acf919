import {
  toTimestamp,
  type AegisEvent,
  type DeliveryVerdict,
  type EventType,
  type Message,
  type Pending,
  type PolicyDecision,
  type SessionStatus,
  type TurnOutcome,
} from '@aegis/protocol';
import { newRecord } from '../session/session-record.ts';
import { toSession } from '../session/session-view.ts';
import { sessionId } from './stored-session.ts';

type Data<Type extends EventType> = Extract<AegisEvent, { type: Type }>['data'];

let ids = 0;

/** Events of one session as they are told, at a time in milliseconds. */
export function eventAt(ms: number) {
  const at = toTimestamp(ms);
  const evidence = { source: 'hook', rule: 'hook.Any', at } as const;
  const event = <Type extends Exclude<EventType, 'pipeline-changed'>>(
    type: Type,
    data: Data<Type>,
    // `type` and `data` are of one member of the union.
  ): AegisEvent => ({ id: (ids += 1), sessionId: sessionId(1), at, type, data }) as AegisEvent;
  return {
    created: ({ status }: { status: SessionStatus }) => {
      const known = { id: sessionId(1), workDir: '/w', parentId: null, tags: [] };
      const record = newRecord({ ...known, createdAt: ms, status });
      return event('session-created', { session: toSession(record) });
    },
    status: (to: SessionStatus) =>
      event('status-changed', { from: 'unknown', to, statusText: null, evidence }),
    opened: (id: string) => event('pending-opened', { pending: pendingWith(id, at) }),
    closed: (pendingId: string, closedBy: 'aegis' | 'elsewhere') =>
      event('pending-closed', { pendingId, closedBy, chosen: null }),
    delivered: (
      messageId: string,
      { verdict = 'delivered', tookMs }: { verdict?: DeliveryVerdict; tookMs: number | null },
    ) => event('delivery-changed', { messageId, verdict, attempts: 1, evidence, tookMs }),
    /** @param saidAt when Claude Code wrote it down; null where it does not say */
    message: (message: Partial<Message>, saidAt: number | null = ms) =>
      event('message-added', {
        message: {
          ...{ id: `m${ids}:0`, role: 'user', contentType: 'text', text: 'words' },
          ...{ toolName: null, toolUseId: null, toolInput: null, model: null },
          ...{ isError: false, isSidechain: false },
          timestamp: saidAt === null ? null : toTimestamp(saidAt),
          ...message,
        },
      }),
    turnEnded: (outcome: TurnOutcome, endedAt = ms) =>
      event('turn-ended', {
        turn: { outcome, error: null, text: null, endedAt: toTimestamp(endedAt) },
      }),
    decided: (decision: PolicyDecision, pendingId: string | null) =>
      event('policy-decided', {
        verdict: {
          ...{ toolName: 'Bash', subject: null, rule: null, reason: 'a rule' },
          ...{ decision, pendingId },
        },
      }),
    stalled: () =>
      event('stall-began', {
        stall: { since: at, kind: 'silent', toolName: null, thresholdMs: 1_000, rung: null },
      }),
    recovered: () =>
      event('recovery-step', {
        step: { rung: 'nudge', step: 0, outcome: 'done', detail: null, replacedBy: null },
      }),
    exited: () =>
      event('session-exited', {
        exit: { code: 0, signal: null, at, reason: 'exited', lastScreen: null },
      }),
  };
}

function pendingWith(id: string, since: string): Pending {
  return {
    ...{ id, kind: 'bash', title: 'Bash command', toolName: 'Bash', toolInput: null },
    ...{ options: [], questions: [], since, via: 'hook' },
  };
}
