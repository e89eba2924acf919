import { type GateReport, type Summary, type Swarm } from '@aegis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, completed, createFakeWorld, type FakeWorld, ID } from '../testing/run-against-fake.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  world.put({ name: 'fix' });
});
afterEach(() => world.aegis.stop());
const last = () => world.bodies().at(-1);

const usage = {
  inputTokens: 1200,
  outputTokens: 345,
  cacheReadTokens: 10_000,
  cacheWriteTokens: 0,
  costUsd: null,
};

test('summary', async () => {
  const summary: Summary = {
    id: ID,
    name: 'fix',
    workDir: '/project',
    status: 'idle',
    statusText: null,
    lastTurn: completed,
    messages: {
      total: 9,
      user: 2,
      assistant: 3,
      system: 0,
      toolUses: 2,
      toolResults: 2,
      toolErrors: 1,
    },
    prompts: 2,
    tools: [{ name: 'Bash', calls: 2, errors: 1 }],
    filesChanged: ['src/a.ts'],
    firstPrompt: 'Fix it.',
    lastText: 'Fixed.',
    usage,
    models: [],
    durationMs: 3_725_000,
    workingMs: 65_000,
    createdAt: AT,
    endedAt: null,
  };
  world.aegis.answer('summary', () => summary);
  const { stdout } = await world.run(['summary', 'fix']);
  for (const part of [
    '1h 2m, 1m 5s at work',
    'Bash 2 (1 failed)',
    '11.2k in, 345 out, cost not known',
    'src/a.ts',
    'Fixed.',
  ]) {
    expect(stdout).toContain(part);
  }
});

test('metrics and latency', async () => {
  world.aegis.answer('metrics', () => ({
    id: ID,
    complete: false,
    prompts: { delivered: 2, unconfirmed: 0, failed: 1, queued: 0 },
    turns: {
      total: 2,
      byOutcome: { completed: 2, interrupted: 0, failed: 0, refused: 0, limited: 0 },
    },
    pendings: { opened: 1, byAegis: 1, elsewhere: 0, byPolicy: 0 },
    policy: { allowed: 0, denied: 0, asked: 0 },
    stalls: 0,
    recoverySteps: 0,
    messages: 9,
    toolCalls: 2,
    toolErrors: 1,
    tools: [{ name: 'Bash', calls: 2, errors: 1 }],
    statusMs: { idle: 1000, working: 65_000 },
    statusHistory: [],
    usage,
    models: [],
    contextTokens: 1_234_567,
  }));
  const { stdout } = await world.run(['metrics', 'fix']);
  for (const part of ['delivered 2, failed 1', 'working 1m 5s, idle 1.0s', '1.2M', 'were pruned']) {
    expect(stdout).toContain(part);
  }
  const stats = { count: 3, minMs: 100, medianMs: 200, p95Ms: 300, maxMs: 400, lastMs: 20_000 };
  world.aegis.answer('latency', () => ({
    id: ID,
    complete: true,
    startup: stats,
    delivery: null,
    firstResponse: null,
    turn: null,
    answer: null,
  }));
  const latency = (await world.run(['latency', 'fix'])).stdout;
  expect(latency).toMatch(/startup +3 +0\.1s +0\.2s +0\.3s +0\.4s +20s\n/);
  expect(latency).toMatch(/turn +not measured yet\n/);
});

describe('health', () => {
  test('of the server', async () => {
    expect(await world.run(['health'])).toMatchObject({
      code: 0,
      stdout: 'ok\n  version  0.1.0\n',
    });
    world.aegis.answer('health', () => ({ status: 'degraded' }));
    const run = await world.run(['health']);
    expect(run).toMatchObject({ code: 1, stdout: 'degraded\n' });
    expect(run.stderr).toContain('AEGIS_AUTH_TOKEN');
  });

  test('of a session, with what to do', async () => {
    const hints = [{ code: 'stalled', message: 'Nothing for 10 minutes: aegis interrupt.' }];
    world.aegis.answer('sessionHealth', () => ({
      id: ID,
      status: 'working',
      alive: true,
      healthy: false,
      hints,
      pid: 7,
      lastActivityAt: AT,
    }));
    const run = await world.run(['health', 'fix']);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe(
      `${ID}  not well  working, active 1m ago, process 7\n  stalled: Nothing for 10 minutes: aegis interrupt.\n`,
    );
  });
});

describe('gate', () => {
  const report = (verdict: GateReport['verdict']): GateReport => ({
    id: 'gat_00000000000000000001',
    sessionId: ID,
    verdict,
    summary: `1 of 1 is ${verdict}`,
    startedAt: AT,
    endedAt: AT,
    checks: [
      {
        name: 'test',
        kind: 'command',
        verdict: verdict === 'pass' ? 'pass' : 'fail',
        summary: 'exit code 1',
        findings: [],
        run: {
          command: ['npm', 'run', 'the tests'],
          exitCode: 1,
          signal: null,
          durationMs: 12_000,
          timedOut: false,
          output: 'first\nlast\n',
          droppedBytes: 10,
        },
      },
    ],
  });

  test('runs what the project offers, or what is named', async () => {
    world.aegis.answer('runGate', () => report('pass'));
    expect(await world.run(['gate', 'fix'])).toMatchObject({ code: 0 });
    expect(last()).toEqual(['runGate', {}]);
    await world.run([
      'gate',
      'fix',
      '-c',
      'npm test',
      '-c',
      'npx tsc',
      '--no-transcript',
      '--timeout',
      '5m',
    ]);
    expect(last()).toEqual([
      'runGate',
      { commands: ['npm test', 'npx tsc'], transcript: false, timeoutMs: 300_000 },
    ]);
    await world.run(['gate', 'fix', '--no-commands']);
    expect(last()).toEqual(['runGate', { commands: [] }]);
    expect((await world.run(['gate', 'fix', '--no-commands', '-c', 'x'])).code).toBe(2);
    expect((await world.run(['gate', 'fix', '--last', '-c', 'x'])).code).toBe(2);
  });

  test('fails with what failed', async () => {
    world.aegis.answer('lastGate', () => report('fail'));
    const run = await world.run(['gate', 'fix', '--last']);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe(
      "fail  test: exit code 1  12s\n  $ npm run 'the tests'\n  … 10 bytes before\n    first\n    last\nfail: 1 of 1 is fail\n",
    );
  });
});

test('swarm', async () => {
  const totals = {
    sessions: 1,
    byStatus: { bash_approval: 1 },
    waiting: 1,
    stalled: 0,
    subagentsRunning: 1,
    usage: { ...usage, costUsd: 1.5 },
  };
  const subagent = {
    id: 'a',
    type: 'Explore',
    description: 'Find the tests',
    state: 'running' as const,
    startedAt: AT,
    endedAt: null,
    messages: 3,
  };
  const swarm: Swarm = {
    groups: [
      {
        kind: 'tag',
        key: 'nightly',
        sessions: [
          {
            id: ID,
            name: 'fix',
            workDir: '/project',
            status: 'bash_approval',
            statusText: null,
            parentId: null,
            tags: ['nightly'],
            pending: { id: 'pen_1', kind: 'bash', title: 'Bash command', since: AT },
            stalledSince: null,
            lastTurn: null,
            usage,
            subagents: [subagent],
          },
        ],
        totals,
      },
    ],
    teams: [
      {
        name: 'crew',
        leadSessionId: null,
        members: [
          { name: 'lead', agentType: 'writer', model: null, paneId: null, isActive: false },
        ],
        sockets: [],
      },
    ],
    totals,
  };
  world.aegis.answer('swarm', () => swarm);
  const { stdout } = await world.run(['swarm', '--parent', 'fix', '--all']);
  expect(world.aegis.requests.at(-1)?.query).toEqual({ parentId: ID, all: 'true' });
  expect(stdout).toContain('Tagged nightly  1 session, 1 waiting, 1 subagents at work, $1.50');
  expect(stdout).toContain('waits 1m on Bash command; subagent Find the tests');
  expect(stdout).toContain('Team crew\n  lead (writer, not active)');
});

describe('command and bash', () => {
  const sent = {
    ok: true,
    delivered: true,
    attempts: 1,
    verdict: 'delivered',
    evidence: null,
    messageId: 'msg_1',
  };

  test('command', async () => {
    world.aegis.answer('sendCommand', () => sent);
    expect(await world.run(['command', 'fix', 'model', 'opus'])).toMatchObject({
      code: 0,
      stdout: 'delivered\n',
    });
    expect(last()).toEqual(['sendCommand', { command: 'model opus' }]);
    world.aegis.answer('sendCommand', () => ({ ...sent, ok: false, verdict: 'failed' }));
    expect((await world.run(['command', 'fix', '/compact'])).code).toBe(1);
    expect((await world.run(['command', 'fix', 'a\nb'])).code).toBe(2);
  });

  test('bash prints what it printed, each where it belongs', async () => {
    world.aegis.answer('sendBash', () => ({ ...sent, stdout: 'a\nb\n', stderr: 'c\n' }));
    const run = await world.run(['bash', 'fix', '--timeout', '5s', '--', 'ls', '-la']);
    expect(run).toMatchObject({ code: 0, stdout: 'a\nb\n', stderr: 'c\n' });
    expect(last()).toEqual(['sendBash', { command: 'ls -la', timeoutMs: 5000 }]);
    world.aegis.answer('sendBash', () => ({ ...sent, stdout: null, stderr: null }));
    const late = await world.run(['bash', 'fix', 'sleep 100']);
    expect(late.code).toBe(6);
    expect(late.stderr).toContain('aegis logs');
  });
});
