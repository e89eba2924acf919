import { gateBodySchema, gateReportSchema } from '../gate.ts';
import {
  latencySchema,
  sessionHealthSchema,
  sessionMetricsSchema,
  summarySchema,
} from '../metrics.ts';
import { paneQuerySchema, paneResultSchema, readQuerySchema, readResultSchema } from '../read.ts';
import { waitQuerySchema, waitResultSchema } from '../session.ts';
import { swarmQuerySchema, swarmSchema } from '../swarm.ts';
import type { Route } from './route.ts';

/** What sessions did, and how they are. */
export const INSIGHT_ROUTES = {
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
  summary: {
    method: 'GET',
    path: '/v1/sessions/:id/summary',
    scope: 'read',
    summary: 'A session at a glance: messages, tools, changed files, usage, duration',
    status: 200,
    answer: summarySchema,
    kind: 'json',
  },
  metrics: {
    method: 'GET',
    path: '/v1/sessions/:id/metrics',
    scope: 'read',
    summary: 'What happened in a session, counted from its events',
    status: 200,
    answer: sessionMetricsSchema,
    kind: 'json',
  },
  latency: {
    method: 'GET',
    path: '/v1/sessions/:id/latency',
    scope: 'read',
    summary: 'How long a session takes: to start, to get a prompt, to respond, to be answered',
    status: 200,
    answer: latencySchema,
    kind: 'json',
  },
  sessionHealth: {
    method: 'GET',
    path: '/v1/sessions/:id/health',
    scope: 'read',
    summary: 'Whether a session is alive and well, and what to do where it is not',
    status: 200,
    answer: sessionHealthSchema,
    kind: 'json',
  },
  runGate: {
    method: 'POST',
    path: '/v1/sessions/:id/gate',
    scope: 'approve',
    summary: 'Check the work of a session: its conversation, and commands in its workDir',
    body: gateBodySchema,
    status: 200,
    answer: gateReportSchema,
    kind: 'json',
  },
  lastGate: {
    method: 'GET',
    path: '/v1/sessions/:id/gate',
    scope: 'read',
    summary: 'The last quality gate report of a session',
    status: 200,
    answer: gateReportSchema,
    kind: 'json',
  },
  swarm: {
    method: 'GET',
    path: '/v1/swarm',
    scope: 'read',
    summary:
      "Sessions by parent and tag, with what they wait on and cost, and Claude Code's own subagents and teams",
    query: swarmQuerySchema,
    status: 200,
    answer: swarmSchema,
    kind: 'json',
  },
} as const satisfies Record<string, Route>;
