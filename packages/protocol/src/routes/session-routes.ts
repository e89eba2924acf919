import { adoptBodySchema, adoptablePanesSchema } from '../adopt.ts';
import { okSchema } from '../answer.ts';
import { batchBodySchema, batchResultSchema } from '../batch.ts';
import {
  createSessionBodySchema,
  getSessionQuerySchema,
  listSessionsQuerySchema,
  resumeBodySchema,
  sessionAnswerSchema,
  sessionListSchema,
  sessionSchema,
} from '../session.ts';
import type { Route } from './route.ts';

/** Sessions come, are found, and go. */
export const SESSION_ROUTES = {
  createSession: {
    method: 'POST',
    path: '/v1/sessions',
    scope: 'drive',
    summary:
      'Start a session; with a prompt, answer when its delivery is proven or a dialog stands in the way',
    body: createSessionBodySchema,
    status: 201,
    answer: sessionSchema,
    kind: 'json',
  },
  batchCreate: {
    method: 'POST',
    path: '/v1/sessions/batch',
    scope: 'drive',
    summary: 'Start several sessions; one that cannot be started does not keep the others from it',
    body: batchBodySchema,
    status: 200,
    answer: batchResultSchema,
    kind: 'json',
  },
  adoptSession: {
    method: 'POST',
    path: '/v1/sessions/adopt',
    scope: 'approve',
    summary: 'Take over a Claude Code that somebody started in a tmux pane; again is fine',
    body: adoptBodySchema,
    status: 200,
    answer: sessionSchema,
    kind: 'json',
  },
  adoptablePanes: {
    method: 'GET',
    path: '/v1/panes',
    scope: 'read',
    summary: "Panes of this user's tmux servers in which a Claude Code runs that can be adopted",
    status: 200,
    answer: adoptablePanesSchema,
    kind: 'json',
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    scope: 'read',
    summary: 'List sessions, newest first',
    query: listSessionsQuerySchema,
    status: 200,
    answer: sessionListSchema,
    kind: 'json',
  },
  getSession: {
    method: 'GET',
    path: '/v1/sessions/:id',
    scope: 'read',
    summary:
      'One session, with its status and what it waits on; with `explain`, how the status came about',
    query: getSessionQuerySchema,
    status: 200,
    answer: sessionAnswerSchema,
    kind: 'json',
  },
  killSession: {
    method: 'DELETE',
    path: '/v1/sessions/:id',
    scope: 'drive',
    summary: 'End a session and every process that it started; again is fine',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  resumeSession: {
    method: 'POST',
    path: '/v1/sessions/:id/resume',
    scope: 'drive',
    summary:
      'Start a session that goes on with the conversation of one that has ended; in the default permission mode',
    body: resumeBodySchema,
    status: 201,
    answer: sessionSchema,
    kind: 'json',
  },
  releaseSession: {
    method: 'POST',
    path: '/v1/sessions/:id/release',
    scope: 'drive',
    summary: 'Let go of an adopted session: it goes on in its pane, and Aegis no longer watches it',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
} as const satisfies Record<string, Route>;
