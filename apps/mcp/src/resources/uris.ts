import { sessionIdSchema } from '@aegis/protocol';
import * as v from 'valibot';

export const SESSION_PARTS = ['session', 'transcript', 'pane'] as const;
export type SessionPart = (typeof SESSION_PARTS)[number];

/** What a resource's address names. */
export type ResourceName =
  { kind: 'sessions' } | { kind: 'health' } | { kind: SessionPart; sessionId: string };

export const SESSIONS_URI = 'aegis://sessions';
export const HEALTH_URI = 'aegis://health';

export function uriOf(part: SessionPart, sessionId: string): string {
  return part === 'session'
    ? `${SESSIONS_URI}/${sessionId}`
    : `${SESSIONS_URI}/${sessionId}/${part}`;
}

export const SESSION_TEMPLATES: Readonly<Record<SessionPart, string>> = {
  session: uriOf('session', '{id}'),
  transcript: uriOf('transcript', '{id}'),
  pane: uriOf('pane', '{id}'),
};

/** Null for an address that names nothing of ours. */
export function parseUri(uri: string): ResourceName | null {
  if (uri === SESSIONS_URI) return { kind: 'sessions' };
  if (uri === HEALTH_URI) return { kind: 'health' };
  const [, sessionId, part = 'session'] =
    /^aegis:\/\/sessions\/(\w+)(?:\/(transcript|pane))?$/.exec(uri) ?? [];
  if (!v.is(sessionIdSchema, sessionId)) return null;
  const kind = SESSION_PARTS.find((each) => each === part);
  return kind === undefined ? null : { kind, sessionId };
}
