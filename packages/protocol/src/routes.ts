import type { GenericSchema } from 'valibot';
import {
  answerBodySchema,
  answerResultSchema,
  approveBodySchema,
  effectResultSchema,
  okSchema,
  rejectBodySchema,
} from './answer.ts';
import { adoptablePanesSchema, adoptBodySchema } from './adopt.ts';
import { disagreementsSchema } from './disagreement.ts';
import { sendBodySchema, sendResultSchema } from './delivery.ts';
import { eventsQuerySchema, eventSchema } from './event.ts';
import { healthSchema } from './health.ts';
import { paneQuerySchema, paneResultSchema, readQuerySchema, readResultSchema } from './read.ts';
import {
  createSessionBodySchema,
  getSessionQuerySchema,
  listSessionsQuerySchema,
  resumeBodySchema,
  sessionAnswerSchema,
  sessionListSchema,
  sessionSchema,
  waitQuerySchema,
  waitResultSchema,
} from './session.ts';

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** With `:id` for the session. */
  path: string;
  summary: string;
  body?: GenericSchema;
  query?: GenericSchema;
  status: 200 | 201;
  answer: GenericSchema;
  /** `sse`: each event's `data` is one answer. */
  kind: 'json' | 'sse';
}

/** The HTTP contract as a table: the server, the client and the OpenAPI document are all made from it. */
export const ROUTES = {
  health: {
    method: 'GET',
    path: '/v1/health',
    summary: 'Whether the server, tmux and Claude Code are well',
    status: 200,
    answer: healthSchema,
    kind: 'json',
  },
  disagreements: {
    method: 'GET',
    path: '/v1/disagreements',
    summary:
      'Screens that no rule knew and sources that contradicted each other for long: counts, and redacted frames',
    status: 200,
    answer: disagreementsSchema,
    kind: 'json',
  },
  createSession: {
    method: 'POST',
    path: '/v1/sessions',
    summary:
      'Start a session; with a prompt, answer when its delivery is proven or a dialog stands in the way',
    body: createSessionBodySchema,
    status: 201,
    answer: sessionSchema,
    kind: 'json',
  },
  adoptSession: {
    method: 'POST',
    path: '/v1/sessions/adopt',
    summary: 'Take over a Claude Code that somebody started in a tmux pane; again is fine',
    body: adoptBodySchema,
    status: 200,
    answer: sessionSchema,
    kind: 'json',
  },
  adoptablePanes: {
    method: 'GET',
    path: '/v1/panes',
    summary: "Panes of this user's tmux servers in which a Claude Code runs that can be adopted",
    status: 200,
    answer: adoptablePanesSchema,
    kind: 'json',
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    summary: 'List sessions, newest first',
    query: listSessionsQuerySchema,
    status: 200,
    answer: sessionListSchema,
    kind: 'json',
  },
  getSession: {
    method: 'GET',
    path: '/v1/sessions/:id',
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
    summary: 'End a session and every process that it started; again is fine',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  resumeSession: {
    method: 'POST',
    path: '/v1/sessions/:id/resume',
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
    summary: 'Let go of an adopted session: it goes on in its pane, and Aegis no longer watches it',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  readSession: {
    method: 'GET',
    path: '/v1/sessions/:id/read',
    summary: 'The conversation, whole or after a cursor',
    query: readQuerySchema,
    status: 200,
    answer: readResultSchema,
    kind: 'json',
  },
  capturePane: {
    method: 'GET',
    path: '/v1/sessions/:id/pane',
    summary: 'What the terminal shows',
    query: paneQuerySchema,
    status: 200,
    answer: paneResultSchema,
    kind: 'json',
  },
  sendMessage: {
    method: 'POST',
    path: '/v1/sessions/:id/send',
    summary: 'Send a prompt; while a question is open, answer it',
    body: sendBodySchema,
    status: 200,
    answer: sendResultSchema,
    kind: 'json',
  },
  approve: {
    method: 'POST',
    path: '/v1/sessions/:id/approve',
    summary: 'Approve what the session waits on',
    body: approveBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  reject: {
    method: 'POST',
    path: '/v1/sessions/:id/reject',
    summary: 'Reject what the session waits on, with feedback for Claude if given',
    body: rejectBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  answer: {
    method: 'POST',
    path: '/v1/sessions/:id/answer',
    summary: 'Answer the questions that the session asks',
    body: answerBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  escape: {
    method: 'POST',
    path: '/v1/sessions/:id/escape',
    summary: 'Press Escape and see its effect: close a dialog, stop a turn',
    status: 200,
    answer: effectResultSchema,
    kind: 'json',
  },
  interrupt: {
    method: 'POST',
    path: '/v1/sessions/:id/interrupt',
    summary: 'Stop the turn that is running and see it stopped',
    status: 200,
    answer: effectResultSchema,
    kind: 'json',
  },
  wait: {
    method: 'GET',
    path: '/v1/sessions/:id/wait',
    summary: 'Wait until the session is in one of the statuses (default: idle, waiting or exited)',
    query: waitQuerySchema,
    status: 200,
    answer: waitResultSchema,
    kind: 'json',
  },
  sessionEvents: {
    method: 'GET',
    path: '/v1/sessions/:id/events',
    summary: "One session's events as server-sent events, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'sse',
  },
  allEvents: {
    method: 'GET',
    path: '/v1/events',
    summary: "Every session's events as server-sent events, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'sse',
  },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
