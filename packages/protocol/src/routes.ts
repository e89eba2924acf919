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
import type { Scope } from './scope.ts';
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
import { createdTokenSchema, createTokenBodySchema, tokenListSchema } from './token.ts';
import {
  createdWebhookSchema,
  createWebhookBodySchema,
  deadLettersSchema,
  webhookListSchema,
} from './webhook.ts';

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** With `:id` for the session, the token or the webhook. */
  path: string;
  summary: string;
  /** What the caller's token must have. `public`: nothing, though a token may bring more of an answer. */
  scope: Scope | 'public';
  body?: GenericSchema;
  query?: GenericSchema;
  status: 200 | 201;
  answer: GenericSchema;
  /** `events`: server-sent events, or a WebSocket where the request asks for one; each event is one answer. */
  kind: 'json' | 'events';
}

/** The HTTP contract as a table: the server, the client and the OpenAPI document are all made from it. */
export const ROUTES = {
  health: {
    method: 'GET',
    path: '/v1/health',
    scope: 'public',
    summary: 'Whether the server, tmux and Claude Code are well',
    status: 200,
    answer: healthSchema,
    kind: 'json',
  },
  disagreements: {
    method: 'GET',
    path: '/v1/disagreements',
    scope: 'read',
    summary:
      'Screens that no rule knew and sources that contradicted each other for long: counts, and redacted frames',
    status: 200,
    answer: disagreementsSchema,
    kind: 'json',
  },
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
  readSession: {
    method: 'GET',
    path: '/v1/sessions/:id/read',
    scope: 'read',
    summary: 'The conversation, whole or after a cursor',
    query: readQuerySchema,
    status: 200,
    answer: readResultSchema,
    kind: 'json',
  },
  capturePane: {
    method: 'GET',
    path: '/v1/sessions/:id/pane',
    scope: 'read',
    summary: 'What the terminal shows',
    query: paneQuerySchema,
    status: 200,
    answer: paneResultSchema,
    kind: 'json',
  },
  sendMessage: {
    method: 'POST',
    path: '/v1/sessions/:id/send',
    scope: 'drive',
    summary: 'Send a prompt; while a question is open, answer it',
    body: sendBodySchema,
    status: 200,
    answer: sendResultSchema,
    kind: 'json',
  },
  approve: {
    method: 'POST',
    path: '/v1/sessions/:id/approve',
    scope: 'approve',
    summary: 'Approve what the session waits on',
    body: approveBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  reject: {
    method: 'POST',
    path: '/v1/sessions/:id/reject',
    scope: 'approve',
    summary: 'Reject what the session waits on, with feedback for Claude if given',
    body: rejectBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  answer: {
    method: 'POST',
    path: '/v1/sessions/:id/answer',
    scope: 'drive',
    summary: 'Answer the questions that the session asks',
    body: answerBodySchema,
    status: 200,
    answer: answerResultSchema,
    kind: 'json',
  },
  escape: {
    method: 'POST',
    path: '/v1/sessions/:id/escape',
    scope: 'drive',
    summary: 'Press Escape and see its effect: close a dialog, stop a turn',
    status: 200,
    answer: effectResultSchema,
    kind: 'json',
  },
  interrupt: {
    method: 'POST',
    path: '/v1/sessions/:id/interrupt',
    scope: 'drive',
    summary: 'Stop the turn that is running and see it stopped',
    status: 200,
    answer: effectResultSchema,
    kind: 'json',
  },
  wait: {
    method: 'GET',
    path: '/v1/sessions/:id/wait',
    scope: 'read',
    summary: 'Wait until the session is in one of the statuses (default: idle, waiting or exited)',
    query: waitQuerySchema,
    status: 200,
    answer: waitResultSchema,
    kind: 'json',
  },
  sessionEvents: {
    method: 'GET',
    path: '/v1/sessions/:id/events',
    scope: 'read',
    summary:
      "One session's events as server-sent events or over a WebSocket, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'events',
  },
  allEvents: {
    method: 'GET',
    path: '/v1/events',
    scope: 'read',
    summary:
      "Every session's events as server-sent events or over a WebSocket, from an id on, then live",
    query: eventsQuerySchema,
    status: 200,
    answer: eventSchema,
    kind: 'events',
  },
  createToken: {
    method: 'POST',
    path: '/v1/tokens',
    scope: 'admin',
    summary: 'Make a token with some of the scopes; its secret is in this answer and nowhere else',
    body: createTokenBodySchema,
    status: 201,
    answer: createdTokenSchema,
    kind: 'json',
  },
  listTokens: {
    method: 'GET',
    path: '/v1/tokens',
    scope: 'admin',
    summary: 'The tokens that were made and still hold, oldest first, without their secrets',
    status: 200,
    answer: tokenListSchema,
    kind: 'json',
  },
  revokeToken: {
    method: 'DELETE',
    path: '/v1/tokens/:id',
    scope: 'admin',
    summary:
      'Revoke a token; requests with it are refused from now on, and its event streams are cut',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  createWebhook: {
    method: 'POST',
    path: '/v1/webhooks',
    scope: 'admin',
    summary:
      'Have events sent to an address, from now on; a secret that is made is in this answer and nowhere else',
    body: createWebhookBodySchema,
    status: 201,
    answer: createdWebhookSchema,
    kind: 'json',
  },
  listWebhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    scope: 'admin',
    summary: 'The webhooks, oldest first, with what they are held up by, without their secrets',
    status: 200,
    answer: webhookListSchema,
    kind: 'json',
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/v1/webhooks/:id',
    scope: 'admin',
    summary: 'Remove a webhook; a delivery that is being made is broken off',
    status: 200,
    answer: okSchema,
    kind: 'json',
  },
  webhookDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/:id/deliveries',
    scope: 'admin',
    summary: 'The events that a webhook gave up on, newest first',
    status: 200,
    answer: deadLettersSchema,
    kind: 'json',
  },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;
