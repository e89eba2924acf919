import {
  gateBodySchema,
  gateReportSchema,
  policyBodySchema,
  recoveryBodySchema,
  sessionSchema,
  type GateReport,
} from '@aegis/protocol';
import * as v from 'valibot';
import { aboutSession, withProgress } from '../events/with-progress.ts';
import { defineTool, type Tool } from '../tool.ts';
import { SESSION_ID, sessionIdInput } from './inputs.ts';

function adviceOnGate({ verdict, checks }: GateReport): string | null {
  if (verdict === 'pass') return null;
  const bad = checks.filter(({ verdict: one }) => one === 'fail' || one === 'error');
  const found = bad.map(({ name, summary }) => `${name}: ${summary}`).join(' ');
  return `The gate did not pass. ${found} Send the session what is wrong with send_message, wait, and run the gate again.`;
}

const runQualityGate = defineTool({
  name: 'run_quality_gate',
  title: 'Run quality gate',
  description:
    'Check the work of an idle session before you accept it: its conversation (tool errors, failed assertions, refusals) and commands in its directory (type check, build and tests as the project has them, or yours). `verdict`: `pass`, `fail`, or `error` where a check could not be made; each of `checks` has a summary, findings and the end of its output. Commands run without asking anybody.',
  effect: 'acts',
  idempotent: false,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput, ...gateBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    commands:
      'Commands to run instead of those that are found: a line (`npm test`), or `name`, `command`, `timeoutMs`. No shell reads them. `[]`: none.',
    transcript: 'Whether the conversation is checked too; default true.',
    timeoutMs: 'Milliseconds for each command; default 600 000.',
  },
  output: gateReportSchema,
  run: ({ sessionId, ...body }, context) =>
    withProgress(context, aboutSession(sessionId, 'The quality gate runs'), () =>
      context.client.runGate(sessionId, body, { signal: context.signal }),
    ),
  advice: adviceOnGate,
});

const getQualityGate = defineTool({
  name: 'get_quality_gate',
  title: 'Get quality gate report',
  description:
    'The last quality gate report of a session. Fails with `gate_not_found` where none was run: use run_quality_gate.',
  effect: 'reads',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput }),
  parameters: { sessionId: SESSION_ID },
  output: gateReportSchema,
  run: ({ sessionId }, { client, signal }) => client.lastGate(sessionId, { signal }),
  advice: adviceOnGate,
});

const setPolicy = defineTool({
  name: 'set_policy',
  title: 'Set permission policy',
  description:
    'Decide by rules what a session may do, in the place of the policy that it has: the first rule that matches a request allows, denies or asks; where none matches, somebody is asked. A rule matches where all that it names matches: `tool` (a name, `*` for any text in it), `command` (Bash alone: words of one simple command, a last `*` for any further words; compound commands match only if each part does), `path` (a glob, absolute or relative to the directory). Allow no more than the work needs.',
  effect: 'destroys',
  idempotent: true,
  reachesClaude: false,
  input: v.strictObject({ sessionId: sessionIdInput, ...policyBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    policy:
      '`{rules: [{tool: "Bash", command: "npm test", decision: "allow"}, …], default: "ask"}`; null: ask as before.',
  },
  output: sessionSchema,
  run: ({ sessionId, ...body }, { client, signal }) =>
    client.setPolicy(sessionId, body, { signal }),
});

const setRecovery = defineTool({
  name: 'set_recovery',
  title: 'Set stall recovery',
  description:
    'Say what is done, step by step, when a session stalls (works, and nothing changes for its threshold); it ends with the first sign of life. `nudge`: send a text. `interrupt`: stop the turn, send the prompt again. `refine`: stop, send a simpler task. `pivot`: end it, start another. `escalate`: leave it to a person. Without a policy a stall is told, and nothing is done.',
  effect: 'acts',
  idempotent: true,
  reachesClaude: true,
  input: v.strictObject({ sessionId: sessionIdInput, ...recoveryBodySchema.entries }),
  parameters: {
    sessionId: SESSION_ID,
    recovery: '`{rungs: [{rung: "nudge"}, {rung: "escalate", afterMs: 600000}]}`; null: nothing.',
  },
  output: sessionSchema,
  run: ({ sessionId, ...body }, { client, signal }) =>
    client.setRecovery(sessionId, body, { signal }),
});

export const qualityTools: readonly Tool[] = [
  runQualityGate,
  getQualityGate,
  setPolicy,
  setRecovery,
];
