import { describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, startListening } from '../testing/listening-server.ts';
import { createTestApp } from '../testing/test-app.ts';

interface Batch {
  results: { ok: boolean; error: { code: string; details: Record<string, unknown> } }[];
  created: number;
  failed: number;
}

async function post(body: unknown) {
  const { request } = await createTestApp();
  const answer = await request('/v1/sessions/batch', {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Batch & { code: string } };
}

describe('a batch over HTTP', () => {
  test('has a result for each request, in order, whatever each of them is', async () => {
    const { status, body } = await post({
      sessions: [
        { workDir: '/tmp' },
        { workDir: '/nowhere/at/all' },
        { workDir: '/tmp', unknown: 1 },
        'text',
        { workDir: '/tmp', templateId: 'no-such' },
        { workDir: '/tmp', templateId: 'review-pr' },
        { workDir: '/tmp', memoryKeys: ['gone'], prompt: 'x' },
        { workDir: '/tmp', runtime: 'acp' },
      ],
    });
    expect(status).toBe(200);
    expect(body.results.map(({ error }) => error.code)).toEqual([
      'claude_not_found',
      'workdir_missing',
      'invalid_request',
      'invalid_request',
      'template_not_found',
      'variable_missing',
      'memory_not_found',
      'not_supported',
    ]);
    expect(body).toMatchObject({ created: 0, failed: 8 });
  });

  test.each([
    [{}],
    [{ sessions: [] }],
    [{ sessions: {} }],
    [{ sessions: Array.from({ length: 51 }, () => ({ workDir: '/tmp' })) }],
    [{ sessions: [{}], concurrency: 0 }],
    [{ sessions: [{}], concurrency: 51 }],
    [{ sessions: [{}], concurrency: 1.5 }],
    [{ sessions: [{}], wait: false }],
  ])('%j is none', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  test('one that needs another scope fails by itself', async () => {
    const server = await startListening({ flags: { authToken: ADMIN_TOKEN } });
    const made = await server.call('/v1/tokens', {
      method: 'POST',
      body: JSON.stringify({ name: 'x', scopes: ['drive'] }),
    });
    const { token } = (await made.json()) as { token: string };
    const answer = await server.call('/v1/sessions/batch', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        sessions: [
          { workDir: '/tmp' },
          { workDir: '/tmp', claudeArgs: ['-p'] },
          { workDir: '/tmp', permissionMode: 'plan' },
        ],
      }),
    });
    const { results } = (await answer.json()) as Batch;
    expect(results.map(({ error }) => error.code)).toEqual([
      'claude_not_found',
      'scope_missing',
      'claude_not_found',
    ]);
    expect(results[1]?.error.details).toMatchObject({ needed: 'approve' });
  });
});
