import type { Scope } from '@aegis/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, startListening, type ListeningServer } from '../testing/listening-server.ts';
import { STORED_SESSION, storeSession } from '../testing/stored-session.ts';

const SECRET = 'the-secret-of-one';
const PATH = `/v1/sessions/${STORED_SESSION}`;
const POLICY = {
  rules: [
    { tool: 'Bash', command: 'rm *', decision: 'deny', reason: 'Nothing is deleted here.' },
    { tool: 'Bash', command: 'git status', decision: 'allow' },
  ],
};

let server: ListeningServer;
beforeEach(async () => {
  server = await startListening({ flags: { authToken: ADMIN_TOKEN } });
  storeSession(server.stateDir, { status: 'working', hookSecret: SECRET });
});

async function setPolicy(policy: unknown, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ policy });
  const answer = await server.call(`${PATH}/policy`, { method: 'PUT', body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
async function tokenFor(scopes: Scope[]): Promise<string> {
  const body = JSON.stringify({ name: 'x', scopes });
  const answer = await server.call('/v1/tokens', { method: 'POST', body });
  return ((await answer.json()) as { token: string }).token;
}
const sessionNow = async () =>
  (await (await server.call(PATH)).json()) as { policy: unknown; pending: unknown };

/** The answer to a hook; null where it is held. */
async function hook(event: string, command: string): Promise<Record<string, unknown> | null> {
  const body = JSON.stringify({ tool_name: 'Bash', tool_input: { command }, cwd: '/work' });
  const headers = { 'x-aegis-hook-secret': SECRET };
  const answer = await fetch(`${server.url}/v1/hooks/${STORED_SESSION}/${event}`, {
    ...{ method: 'POST', body, headers, signal: AbortSignal.timeout(400) },
  }).catch(() => null);
  return answer === null ? null : ((await answer.json()) as Record<string, unknown>);
}

describe('setting a policy', () => {
  test('takes the scope approve, whatever it says', async () => {
    for (const scopes of [['read'], ['drive'], ['read', 'drive']] as Scope[][]) {
      const token = await tokenFor(scopes);
      for (const policy of [POLICY, { rules: [] }, null]) {
        const { status, body } = await setPolicy(policy, token);
        expect([status, body['code']]).toEqual([403, 'scope_missing']);
        expect(body['details']).toMatchObject({ needed: 'approve' });
      }
    }
    expect((await sessionNow()).policy).toBeNull();
    expect((await setPolicy(POLICY, await tokenFor(['approve']))).status).toBe(200);
    expect((await sessionNow()).policy).toEqual(POLICY);
    expect((await setPolicy(null)).body['policy']).toBeNull();
  });

  test.each([
    { rules: [{ tool: 'Bash', command: 'a; b', decision: 'deny' }] },
    { rules: [{ tool: 'WebFetch', path: 'x', decision: 'allow' }] },
    { rules: [{ tool: 'Read', path: '../x', decision: 'allow' }] },
    { rules: [{ tool: 'Read', decision: 'maybe' }] },
    { rules: [{ tool: '', decision: 'allow' }] },
    { rules: [{ tool: 'Read', decision: 'allow', extra: 1 }] },
    { rules: [], default: 'allow' },
    { rules: Array.from({ length: 201 }, () => POLICY.rules[0]) },
    [],
    'allow',
  ])('refuses %j, and says where', async (policy) => {
    expect((await setPolicy(POLICY)).status).toBe(200);
    const { status, body } = await setPolicy(policy);
    expect([status, body['code']]).toEqual([400, 'invalid_request']);
    expect(JSON.stringify(body['details'])).toContain('"path":"policy');
    expect((await sessionNow()).policy).toEqual(POLICY);
  });
});

describe('a policy at work', () => {
  beforeEach(async () => {
    expect((await setPolicy(POLICY)).status).toBe(200);
  });

  test('answers what a rule allows, with a grant for this once', async () => {
    const answer = await hook('PermissionRequest', 'git status');
    const decision = { behavior: 'allow' };
    expect(answer).toEqual({
      hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
    });
    expect((await sessionNow()).pending).toBeNull();
  });

  test.each([
    'git status; evil',
    'git status $(evil)',
    'git status\nevil',
    'git status > ~/.bashrc',
    'PATH=/tmp git status',
    '/tmp/git status',
    'git\u00a0status',
    'sudo git status',
    'git status # x\nevil',
  ])('holds %j, which a rule for a part of it does not allow', async (command) => {
    expect(await hook('PermissionRequest', command)).toBeNull();
  });

  test('denies before Claude Code looks at its settings', async () => {
    expect(await hook('PreToolUse', 'git status && /bin/rm x')).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: 'Nothing is deleted here.',
      },
    });
    expect(await hook('PreToolUse', 'git status')).toEqual({});
  });

  test('tells each decision, with its rule', async () => {
    await hook('PermissionRequest', 'git status');
    await hook('PreToolUse', 'rm x');
    const events = await server.call(`${PATH}/events?after=0`, {
      signal: AbortSignal.timeout(500),
    });
    let text = '';
    try {
      for await (const chunk of events.body ?? []) text += Buffer.from(chunk).toString();
    } catch {
      // The stream goes on; what was told by now is enough.
    }
    const told = [...text.matchAll(/^data: (.*"policy-decided".*)$/gm)].map(
      (match) => (JSON.parse(match[1] ?? '') as { data: { verdict: unknown } }).data.verdict,
    );
    expect(told).toMatchObject([
      { subject: 'git status', decision: 'allow', rule: 1 },
      { subject: 'rm x', decision: 'deny', rule: 0 },
    ]);
  });
});
