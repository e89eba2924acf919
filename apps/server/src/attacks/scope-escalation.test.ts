import { hasScope, ROUTES, SCOPES, type Route, type Scope } from '@aegis/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, openListening, type ListeningServer } from '../testing/listening-server.ts';

/** Every set of scopes that leaves something out. */
const SETS: Scope[][] = [
  ['read'],
  ['drive'],
  ['approve'],
  ['read', 'drive'],
  ['read', 'approve'],
  ['drive', 'approve'],
  ['read', 'drive', 'approve'],
];
const DENY = { tool: 'Bash', command: 'rm *', decision: 'deny' } as const;
const routes = Object.entries(ROUTES) as [string, Route][];

let server: ListeningServer;
const tokens = new Map<string, string>();
beforeAll(async () => {
  server = await openListening({ flags: { authToken: ADMIN_TOKEN } });
  for (const scopes of [...SETS, ['admin'] as Scope[]]) {
    const body = JSON.stringify({ name: 'x', scopes });
    const answer = await server.call('/v1/tokens', { method: 'POST', body });
    tokens.set(scopes.join(), ((await answer.json()) as { token: string }).token);
  }
  return () => server.dispose();
});
async function ask(scopes: Scope[], method: string, path: string, body?: unknown) {
  const stop = new AbortController();
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${tokens.get(scopes.join()) ?? ''}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: stop.signal,
  });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const parsed = isStream ? {} : ((await answer.json()) as Record<string, unknown>);
  stop.abort();
  return { status: answer.status, code: parsed['code'] as string | undefined, body: parsed };
}

describe.each(SETS.map((scopes) => [scopes.join(' and '), scopes] as const))(
  'a token that may %s',
  (_, scopes) => {
    test.each(routes)('%s', async (id, { method, path, scope: own }) => {
      // Of the two scopes that it needs, the one that is missing is told.
      const isOther = id === 'resumePipeline' && hasScope(scopes, 'approve');
      const scope = isOther ? 'drive' : own;
      const isAllowed = scope === 'public' || hasScope(scopes, scope);
      const target = path.replace(':id', 'ses_00000000000000000000');
      const { status, code, body } = await ask(
        scopes,
        method,
        target,
        method === 'POST' || method === 'PUT' ? {} : undefined,
      );
      if (isAllowed) expect(code).not.toBe('scope_missing');
      else {
        expect([status, code]).toEqual([403, 'scope_missing']);
        expect(body['details']).toMatchObject({ needed: scope, scopes });
        expect(body['error']).toContain(`"${scope}"`);
      }
    });
  },
);

describe('getting around it', () => {
  test.each([
    { permissionMode: 'bypassPermissions' },
    { permissionMode: 'acceptEdits' },
    { permissionMode: 'dontAsk' },
    { permissionMode: 'auto' },
    { claudeArgs: ['--dangerously-skip-permissions'] },
    { claudeArgs: ['--allowedTools', 'Bash(*)'] },
    { claudeArgs: ['--settings', '{"permissions":{"allow":["Bash"]}}'] },
    { env: { ANTHROPIC_BASE_URL: 'http://evil.example' } },
    { env: { PATH: '/tmp/evil' } },
    { policy: { rules: [{ tool: 'Bash', decision: 'allow' }] } },
    { policy: { rules: [DENY, { tool: 'Read', path: 'a', decision: 'allow' }], default: 'deny' } },
    { permissionMode: 'default', env: { A: '1' }, claudeArgs: ['-p'] },
  ])('a session with %j needs approve as well', async (fields) => {
    const body = { workDir: '/tmp', ...fields };
    for (const scopes of [['drive'], ['read', 'drive']] as Scope[][]) {
      const { status, code, body: answer } = await ask(scopes, 'POST', '/v1/sessions', body);
      expect([status, code]).toEqual([403, 'scope_missing']);
      expect(answer['details']).toMatchObject({ needed: 'approve' });
    }
    expect((await ask(['drive', 'approve'], 'POST', '/v1/sessions', body)).code).toBe(
      'claude_not_found',
    );
    expect((await ask(['approve'], 'POST', '/v1/sessions', body)).code).toBe('scope_missing');
  });

  test.each([
    {},
    { permissionMode: 'default' },
    { permissionMode: 'plan' },
    { claudeArgs: [], env: {} },
    { model: 'sonnet', tags: ['a'], name: 'b' },
    { policy: { rules: [] } },
    { policy: { rules: [DENY], default: 'deny' } },
  ])('a session with %j does not', async (fields) => {
    const body = { workDir: '/tmp', ...fields };
    expect((await ask(['drive'], 'POST', '/v1/sessions', body)).code).toBe('claude_not_found');
  });

  test('a pipeline, which starts sessions and may widen them, needs drive and approve', async () => {
    const body = { name: 'x', workDir: '/dev/null/x', steps: [{ name: 'a', prompt: 'go' }] };
    const resume = '/v1/pipelines/pip_00000000000000000000/resume';
    for (const scopes of [['drive'], ['approve'], ['read', 'approve']] as Scope[][]) {
      expect((await ask(scopes, 'POST', '/v1/pipelines', body)).code).toBe('scope_missing');
      expect((await ask(scopes, 'POST', resume)).code).toBe('scope_missing');
    }
    const both: Scope[] = ['drive', 'approve'];
    expect((await ask(both, 'POST', '/v1/pipelines', body)).code).toBe('workdir_missing');
    expect((await ask(both, 'POST', resume)).code).toBe('pipeline_not_found');
  });

  test('a flag in the place of a model is no model', async () => {
    const body = { workDir: '/tmp', model: '--dangerously-skip-permissions' };
    expect((await ask(['drive'], 'POST', '/v1/sessions', body)).code).toBe('invalid_request');
  });

  test('no token makes tokens, reads them or revokes them, but an admin one', async () => {
    const made = await ask(['admin'], 'POST', '/v1/tokens', { name: 'y', scopes: ['read'] });
    expect(made.status).toBe(201);
    for (const scopes of SETS) {
      for (const [method, path] of [
        ['POST', '/v1/tokens'],
        ['GET', '/v1/tokens'],
        ['DELETE', `/v1/tokens/${String(made.body['id'])}`],
      ] as const) {
        const body = method === 'POST' ? { name: 'z', scopes: ['admin'] } : undefined;
        expect((await ask(scopes, method, path, body)).code).toBe('scope_missing');
      }
    }
    const { body } = await ask(['admin'], 'GET', '/v1/tokens');
    const listed = body['tokens'] as { id: string }[];
    expect(listed.some(({ id }) => id === made.body['id'])).toBe(true);
    // No list tells a secret.
    for (const token of tokens.values()) expect(JSON.stringify(body)).not.toContain(token);
  });

  test('scopes are the ones that there are, and another spelling of a path or a method opens nothing', async () => {
    for (const scopes of [
      [],
      ['root'],
      ['READ'],
      ['read '],
      'admin',
      [['admin']],
      { 0: 'admin' },
    ]) {
      const answer = await ask(['admin'], 'POST', '/v1/tokens', { name: 'x', scopes });
      expect([scopes, answer.status]).toEqual([scopes, 400]);
    }
    for (const path of [
      '/v1/tokens/',
      '/v1//tokens',
      '/V1/tokens',
      '/v1/%74okens',
      '/v1/./tokens',
      '/v1/x/../tokens',
      '/v1/tokens;a',
      '/v1/tokens%2f',
    ]) {
      const answer = await ask(['read'], 'GET', path);
      expect([path, [403, 404].includes(answer.status)]).toEqual([path, true]);
      expect(answer.body['tokens']).toBeUndefined();
    }
    for (const override of ['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method']) {
      const answer = await fetch(`${server.url}/v1/sessions/ses_00000000000000000000`, {
        headers: { authorization: `Bearer ${tokens.get('read') ?? ''}`, [override]: 'DELETE' },
      });
      expect(((await answer.json()) as { code: string }).code).toBe('session_not_found');
    }
    const head = await fetch(`${server.url}/v1/tokens`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokens.get('read') ?? ''}` },
    });
    expect(head.status).toBe(403);
  });

  test('every scope there is was tried', () => {
    const used = new Set(routes.map(([, { scope }]) => scope));
    expect([...used].sort()).toEqual([...SCOPES, 'public'].sort());
  });
});
