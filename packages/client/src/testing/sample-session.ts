import type { Message, Pending, Session } from '@aegis/protocol';

const AT = '2026-01-02T03:04:05.678Z';

/** A session id with a number in it: `ses_00000000000000000007`. */
export function sampleSessionId(number: number): string {
  return `ses_${String(number).padStart(20, '0')}`;
}

/** An idle session that fits the schema, with what is given in place of its own. */
export function sampleSession(overrides: Partial<Session> = {}): Session {
  return {
    id: sampleSessionId(1),
    name: 'sample',
    runtime: 'tmux',
    workDir: '/project',
    status: 'idle',
    statusText: null,
    statusSince: AT,
    evidence: { source: 'registry', rule: 'registry.idle', at: AT },
    pending: null,
    lastTurn: null,
    promptDelivery: null,
    stall: null,
    detail: { activity: null, modeLine: null, draft: null, queued: 0 },
    claudeSessionId: null,
    claudeVersion: null,
    transcriptPath: null,
    pid: 4242,
    paneId: '%1',
    windowId: '@1',
    windowName: 'sample',
    adopted: null,
    templateId: null,
    pipeline: null,
    worktree: null,
    policy: null,
    recovery: null,
    permissionMode: 'default',
    model: null,
    parentId: null,
    tags: [],
    usage: {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: null,
    },
    createdAt: AT,
    lastActivityAt: AT,
    exit: null,
    ...overrides,
  };
}

/** A bash approval that fits the schema. */
export function samplePending(overrides: Partial<Pending> = {}): Pending {
  return {
    id: 'pen_1',
    kind: 'bash',
    title: 'Bash command',
    toolName: 'Bash',
    toolInput: { command: 'npm test' },
    options: [
      { label: 'Yes', role: 'accept', highlighted: true },
      { label: "Yes, and don't ask again for npm", role: 'accept-always', highlighted: false },
      { label: 'No', role: 'decline', highlighted: false },
    ],
    questions: [],
    since: AT,
    via: 'hook',
    ...overrides,
  };
}

/** A piece of a conversation that fits the schema. */
export function sampleMessage(overrides: Partial<Message> = {}): Message {
  return {
    id: 'entry:0',
    role: 'assistant',
    contentType: 'text',
    text: 'Done.',
    timestamp: AT,
    toolName: null,
    toolUseId: null,
    toolInput: null,
    isError: false,
    isSidechain: false,
    model: null,
    ...overrides,
  };
}
