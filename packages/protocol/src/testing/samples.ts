import type { AegisEvent, EventType } from '../event.ts';
import type { Pending } from '../dialog.ts';
import type { Message } from '../read.ts';
import type { Session } from '../session.ts';

const AT = '2026-03-04T05:06:07.890Z';
const ID = 'ses_0123456789abcdefghij';
const EVIDENCE = { source: 'screen', rule: 'screen.idle', at: AT } as const;

export const samplePending: Pending = {
  id: 'req_1',
  kind: 'bash',
  title: 'Bash command',
  toolName: 'Bash',
  toolInput: { command: 'ls' },
  options: [{ label: 'Yes', role: 'accept', highlighted: true }],
  questions: [],
  since: AT,
  via: 'hook',
};

export const sampleMessage: Message = {
  id: 'm:0',
  role: 'assistant',
  contentType: 'tool_use',
  text: 'ls',
  timestamp: AT,
  toolName: 'Bash',
  toolUseId: 't1',
  toolInput: { command: 'ls', deep: [1, { a: null }] },
  isError: false,
  isSidechain: false,
  model: 'claude',
};

export const sampleSession: Session = {
  id: ID,
  name: 'project',
  runtime: 'tmux',
  workDir: '/projects/one',
  status: 'bash_approval',
  statusText: null,
  statusSince: AT,
  evidence: EVIDENCE,
  pending: samplePending,
  lastTurn: { outcome: 'completed', error: null, endedAt: AT, text: 'done' },
  promptDelivery: { delivered: true, attempts: 1, verdict: 'delivered', evidence: EVIDENCE },
  stall: null,
  detail: { activity: null, modeLine: 'plan', draft: null, queued: 0 },
  claudeSessionId: '3f1de9b0-7b44-4a2e-9a6e-0d1c5a1d2f3a',
  claudeVersion: '2.1.330',
  transcriptPath: null,
  pid: 4711,
  paneId: '%1',
  windowId: '@1',
  windowName: 'project',
  adopted: null,
  permissionMode: 'default',
  model: null,
  parentId: null,
  tags: ['x'],
  templateId: null,
  pipeline: null,
  worktree: null,
  policy: { rules: [{ tool: 'Read', decision: 'allow' }] },
  recovery: null,
  usage: {
    inputTokens: 1,
    outputTokens: 2,
    cacheReadTokens: 3,
    cacheWriteTokens: 4,
    costUsd: null,
  },
  createdAt: AT,
  lastActivityAt: AT,
  exit: null,
};

const exit = { code: 0, signal: null, at: AT, reason: 'exited', lastScreen: null } as const;

/** One of each type; a type that is added without one does not compile. */
const data: { [Type in EventType]: Extract<AegisEvent, { type: Type }>['data'] } = {
  'session-created': { session: sampleSession },
  'status-changed': { from: 'starting', to: 'idle', statusText: null, evidence: EVIDENCE },
  'pending-opened': { pending: samplePending },
  'pending-changed': { pending: samplePending },
  'pending-closed': { pendingId: 'req_1', closedBy: 'aegis', chosen: 'Yes' },
  'message-added': { message: sampleMessage },
  'delivery-changed': {
    ...{ messageId: 'msg_1', verdict: 'delivered', attempts: 1 },
    ...{ evidence: EVIDENCE, tookMs: 300 },
  },
  'turn-ended': { turn: { outcome: 'failed', error: '529', endedAt: AT, text: null } },
  'session-exited': { exit },
  'policy-decided': {
    verdict: {
      toolName: 'Bash',
      subject: 'ls',
      decision: 'allow',
      rule: 0,
      reason: 'rule 1 allows it',
      pendingId: 'req_1',
    },
  },
  'stall-began': {
    stall: { since: AT, kind: 'silent', toolName: null, thresholdMs: 300_000, rung: null },
  },
  'stall-ended': { durationMs: 5 },
  'recovery-step': {
    step: { rung: 'nudge', step: 0, outcome: 'done', detail: null, replacedBy: null },
  },
  'gate-finished': {
    report: {
      id: 'gat_0123456789abcdefghij',
      sessionId: ID,
      verdict: 'pass',
      summary: 'all 1 checks passed',
      startedAt: AT,
      endedAt: AT,
      checks: [],
    },
  },
  'pipeline-changed': {
    pipelineId: 'pip_0123456789abcdefghij',
    name: 'release',
    status: 'running',
    step: null,
  },
  'screen-drifted': { healed: true, lines: 3 },
};

export const sampleEvents: readonly unknown[] = Object.entries(data).map(
  ([type, value], index) => ({
    id: index + 1,
    sessionId: type === 'pipeline-changed' ? null : ID,
    at: AT,
    type,
    data: value,
  }),
);
