import {
  healthSchema,
  latencySchema,
  MAX_WAIT_MS,
  sessionMetricsSchema,
  waitResultSchema,
} from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { aboutSession, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool } from '../tool.ts';
import {
  DEFAULT_WAIT_MS,
  SESSION_ID,
  sessionIdInput,
  statusesInput,
  toStatuses,
} from './inputs.ts';

const waitForStatus = defineTool({
  name: 'wait_for_status',
  title: 'Wait for status',
  description:
    'Wait until a session needs you: by default until it is idle, waits for an answer or has ended. Better than asking get_status again and again. `timedOut: true` means that it is still at work: call again.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({
    sessionId: sessionIdInput,
    status: v.optional(statusesInput),
    timeoutMs: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_WAIT_MS)),
      DEFAULT_WAIT_MS,
    ),
  }),
  parameters: {
    sessionId: SESSION_ID,
    status: 'Wait for this status, or for one of these, instead.',
    timeoutMs:
      'The longest to wait, in milliseconds; default 50 000. Longer only if your client allows calls that long.',
  },
  output: waitResultSchema,
  run: async ({ sessionId, status, timeoutMs }, context) => {
    const { client, signal, shown } = context;
    const query = status === undefined ? { timeoutMs } : { timeoutMs, status: toStatuses(status) };
    const result = await withProgress(context, aboutSession(sessionId, 'Waiting'), () =>
      client.wait(sessionId, query, { signal }),
    );
    shown.note(result);
    return result;
  },
  advice: (result) => (result.timedOut ? null : adviceOnSession(result)),
});

const serverHealth = defineTool({
  name: 'server_health',
  title: 'Server health',
  description:
    'Whether the Aegis server, tmux and Claude Code are well: versions, uptime, how many sessions by status, and what is wrong.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({}),
  parameters: {},
  output: healthSchema,
  run: (_input, { client, signal }) => client.health({ signal }),
});

const getSessionMetrics = defineTool({
  name: 'get_session_metrics',
  title: 'Get session metrics',
  description:
    'What happened in a session, in numbers: prompts by how they were delivered, turns by outcome, permissions asked and who answered, stalls, tool calls and errors, time in each status, tokens and cost. `complete: false`: old events are gone, and it was more.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: sessionMetricsSchema,
  run: ({ sessionId }, { client, signal }) => client.metrics(sessionId, { signal }),
});

const getSessionLatency = defineTool({
  name: 'get_session_latency',
  title: 'Get session latency',
  description:
    'How long a session takes, in milliseconds (count, min, median, p95, max, last): to start, to get a prompt, to say the first word, to end a turn, to be answered. Null where nothing was measured.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: latencySchema,
  run: ({ sessionId }, { client, signal }) => client.latency(sessionId, { signal }),
});

export const monitoringTools: readonly Tool[] = [
  waitForStatus,
  serverHealth,
  getSessionMetrics,
  getSessionLatency,
];
