import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineDefinition } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const step = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, prompt: `do ${name}` });

async function ask(app: TestApp, method: string, path: string, body?: unknown) {
  const answer = await app.request(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function open(): Promise<{ app: TestApp; definition: PipelineDefinition }> {
  const app = await createTestApp();
  const workDir = join(app.directory.path, 'work');
  await mkdir(workDir);
  return { app, definition: { name: 'test', workDir, steps: [step('a'), step('b', 'a')] } };
}

describe('pipelines over HTTP', () => {
  test.each(['/v1/pipelines', '/v1/pipelines/check'])(
    'POST %s names the steps that wait for each other, and every other problem',
    async (path) => {
      const { app, definition } = await open();
      const steps = [
        step('a', 'c'),
        step('b', 'a'),
        { ...step('c', 'b'), prompt: 'x {{vars.none}}' },
      ];
      const { status, body } = await ask(app, 'POST', path, { ...definition, steps });
      expect([status, body['code']]).toEqual([422, 'pipeline_invalid']);
      expect(body['error']).toContain('a -> c -> b -> a');
      expect(body['details']).toMatchObject({
        problems: [
          { path: 'steps', message: 'the steps wait for each other: a -> c -> b -> a' },
          { path: 'steps.2.prompt', message: 'step "c": there is no variable "none"' },
        ],
      });
      expect((await ask(app, 'GET', '/v1/pipelines')).body['pipelines']).toEqual([]);
    },
  );

  test('a check says in which order the steps would run, and runs none', async () => {
    const { app, definition } = await open();
    expect(await ask(app, 'POST', '/v1/pipelines/check', definition)).toEqual({
      status: 200,
      body: { name: 'test', waves: [['a'], ['b']] },
    });
    expect(app.aegis.sessions.list().sessions).toEqual([]);
  });

  test('one that cannot be begun is none: a directory that is not there, or in no repository', async () => {
    const { app, definition } = await open();
    const codeOf = async (more: object) =>
      (await ask(app, 'POST', '/v1/pipelines', { ...definition, ...more })).body['code'];
    expect(await codeOf({ workDir: '/dev/null/x' })).toBe('workdir_missing');
    expect(await codeOf({ steps: [{ ...step('a'), workDir: 'nowhere' }] })).toBe('workdir_missing');
    expect(await codeOf({ steps: [{ ...step('a'), worktree: true }] })).toBe('not_a_repository');
    expect(await codeOf({ steps: [] })).toBe('invalid_request');
    expect(await codeOf({ steps: [{ ...step('a'), name: '../a' }] })).toBe('invalid_request');
    expect((await ask(app, 'GET', '/v1/pipelines')).body['pipelines']).toEqual([]);
  });

  test('without a Claude Code every step fails, in words; then it is listed, waited for, resumed and forgotten', async () => {
    const { app, definition } = await open();
    const created = await ask(app, 'POST', '/v1/pipelines', definition);
    expect(created).toMatchObject({ status: 201, body: { status: 'running', name: 'test' } });
    const path = `/v1/pipelines/${String(created.body['id'])}`;
    const done = await ask(app, 'GET', `${path}?waitMs=10000`);
    expect(done).toMatchObject({
      status: 200,
      body: {
        status: 'failed',
        steps: [
          { name: 'a', status: 'failed', error: { code: 'session_not_started' } },
          { name: 'b', status: 'blocked', attempt: 0 },
        ],
      },
    });
    expect(JSON.stringify(done.body)).toContain('/nowhere/claude');
    expect((await ask(app, 'GET', '/v1/pipelines?status=failed')).body).toEqual({
      pipelines: [done.body],
      nextCursor: null,
    });
    expect((await ask(app, 'POST', `${path}/cancel`)).body['code']).toBe('pipeline_ended');
    expect((await ask(app, 'POST', `${path}/resume`)).status).toBe(200);
    const again = await ask(app, 'GET', `${path}?waitMs=10000`);
    expect(again.body).toMatchObject({ status: 'failed', steps: [{ attempt: 2 }, {}] });
    expect(await ask(app, 'DELETE', path)).toEqual({ status: 200, body: { ok: true } });
    for (const [method, target] of [
      ['GET', path],
      ['DELETE', path],
      ['POST', `${path}/cancel`],
      ['POST', `${path}/resume`],
    ] as const) {
      expect((await ask(app, method, target)).body['code']).toBe('pipeline_not_found');
    }
  });

  test('lists page by page, newest first', async () => {
    const { app, definition } = await open();
    for (const name of ['1', '2', '3', '4', '5']) {
      await ask(app, 'POST', '/v1/pipelines', { ...definition, name });
    }
    const names: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await ask(app, 'GET', `/v1/pipelines?limit=2${cursor}`);
      names.push((body['pipelines'] as { name: string }[]).map(({ name }) => name));
      cursor = typeof body['nextCursor'] === 'string' ? `&cursor=${body['nextCursor']}` : '';
    } while (cursor !== '');
    expect(names.flat().sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(names).toHaveLength(3);
    const wrong = await ask(app, 'GET', '/v1/pipelines?cursor=x');
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'invalid_request']);
  });

  test('its events are told, of no session', async () => {
    const { app, definition } = await open();
    const { body } = await ask(app, 'POST', '/v1/pipelines', definition);
    await ask(app, 'GET', `/v1/pipelines/${String(body['id'])}?waitMs=10000`);
    const told: string[] = [];
    for await (const event of app.aegis.events({ after: 0 })) {
      if (event.type !== 'pipeline-changed') continue;
      expect(event.sessionId).toBe(null);
      const { step: changed, status } = event.data;
      told.push(changed === null ? `pipeline ${status}` : `${changed.name} ${changed.status}`);
      if (told.at(-1) === 'pipeline failed') break;
    }
    expect(told[0]).toBe('pipeline running');
    expect(told).toEqual(expect.arrayContaining(['a running', 'a failed', 'b blocked']));
  });
});
