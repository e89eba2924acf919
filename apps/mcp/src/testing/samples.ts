import { sampleSession, sampleSessionId } from '@aegis/client/testing';
import type {
  AegisEvent,
  GateReport,
  Latency,
  MemoryEntry,
  Pipeline,
  SessionMetrics,
  StepState,
  Summary,
  Swarm,
  Template,
} from '@aegis/protocol';

export const AT = '2026-01-02T03:04:05.678Z';
export const ID = sampleSessionId(1);
export const PIPELINE_ID = `pip_${'0'.repeat(19)}1`;

const USAGE = sampleSession().usage;
const NONE = {
  total: 0,
  user: 0,
  assistant: 0,
  system: 0,
  toolUses: 0,
  toolResults: 0,
  toolErrors: 0,
};

export const summary: Summary = {
  ...{ id: ID, name: 'one', workDir: '/project', status: 'idle', statusText: null, lastTurn: null },
  ...{ messages: NONE, prompts: 0, tools: [], filesChanged: [], firstPrompt: null, lastText: null },
  ...{ usage: USAGE, models: [], durationMs: 1, workingMs: 0, createdAt: AT, endedAt: null },
};

export const metrics: SessionMetrics = {
  ...{ id: ID, complete: true, usage: USAGE, models: [], contextTokens: null },
  prompts: { delivered: 1, unconfirmed: 0, failed: 0, queued: 0 },
  turns: {
    total: 1,
    byOutcome: { completed: 1, interrupted: 0, failed: 0, refused: 0, limited: 0 },
  },
  pendings: { opened: 0, byAegis: 0, elsewhere: 0, byPolicy: 0 },
  policy: { allowed: 0, denied: 0, asked: 0 },
  ...{ stalls: 0, recoverySteps: 0, messages: 2, toolCalls: 0, toolErrors: 0, tools: [] },
  ...{ statusMs: { idle: 5 }, statusHistory: [{ status: 'idle', at: AT }] },
};

const stats = { count: 1, minMs: 5, medianMs: 5, p95Ms: 5, maxMs: 5, lastMs: 5 };
export const latency: Latency = {
  ...{ id: ID, complete: true, startup: stats, delivery: null },
  ...{ firstResponse: null, turn: null, answer: null },
};

export function gateReport(verdict: GateReport['verdict'] = 'pass'): GateReport {
  return {
    ...{ id: `gat_${'0'.repeat(20)}`, sessionId: ID, verdict, summary: 'One check.' },
    ...{ startedAt: AT, endedAt: AT },
    checks: [
      {
        ...{ name: 'tests', kind: 'command', verdict, summary: '2 tests failed.', findings: [] },
        run: null,
      },
    ],
  };
}

export function step(overrides: Partial<StepState> = {}): StepState {
  return {
    ...{ name: 'build', dependsOn: [], status: 'running', attempt: 1, attempts: 1 },
    ...{ sessionId: ID, waitsOn: null, startedAt: AT, endedAt: null, output: null },
    ...{ error: null, gate: null, worktree: null, usage: USAGE },
    ...overrides,
  };
}

export function pipeline(overrides: Partial<Pipeline> = {}): Pipeline {
  return {
    ...{ id: PIPELINE_ID, name: 'release', workDir: '/project', status: 'running' },
    ...{ steps: [step()], usage: USAGE, createdAt: AT, updatedAt: AT, endedAt: null },
    ...overrides,
  };
}

const totals = {
  ...{ sessions: 0, byStatus: {}, waiting: 0, stalled: 0, subagentsRunning: 0, usage: USAGE },
};
export const swarm: Swarm = { groups: [], teams: [], totals };

export const template: Template = {
  ...{ id: 'review', description: null, prompt: 'Review {{pr}}.', session: {}, builtIn: false },
  variables: [{ name: 'pr', description: null, default: null }],
  updatedAt: AT,
};

export const entry: MemoryEntry = {
  key: 'plan/1',
  value: { a: 1 },
  updatedAt: AT,
  expiresAt: null,
};

let lastEventId = 0;
type EventData<T extends AegisEvent['type']> = Extract<AegisEvent, { type: T }>['data'];

/** An event of the sample session, or of another one; each has an id of its own. */
export function event<T extends AegisEvent['type']>(
  type: T,
  data: EventData<T>,
  sessionId: string | null = ID,
): AegisEvent {
  lastEventId += 1;
  // Built by type and data that belong together.
  return { id: lastEventId, at: AT, sessionId, type, data } as unknown as AegisEvent;
}

export function statusChanged(to: 'idle' | 'working' | 'bash_approval'): AegisEvent {
  const evidence = { source: 'hook', rule: 'hook.test', at: AT } as const;
  return event('status-changed', { from: 'starting', to, statusText: null, evidence });
}
