import { healthSchema, MAX_WAIT_MS, waitResultSchema } from '@aegis/protocol';
import * as v from 'valibot';
import { adviceOnSession } from '../advice.ts';
import { defineTool, type Tool } from '../tool.ts';
import { SESSION_ID, sessionIdInput, statusesInput, toStatuses } from './inputs.ts';

/** Below the 60 s after which many MCP clients give a call up. */
const DEFAULT_WAIT_MS = 50_000;

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
  run: async ({ sessionId, status, timeoutMs }, { client, signal, shown }) => {
    const query = status === undefined ? { timeoutMs } : { timeoutMs, status: toStatuses(status) };
    const result = await client.wait(sessionId, query, { signal });
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

export const monitoringTools: readonly Tool[] = [waitForStatus, serverHealth];
