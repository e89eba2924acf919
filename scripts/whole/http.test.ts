import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AegisEvent } from '@aegis/protocol';
import { bash, say, write } from '@aegis/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStage, type Stage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.dispose());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${stage.port}/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

test('the main job over plain HTTP', async () => {
  const { api, client, workDir } = stage;
  const written = join(workDir, 'no.txt');
  api.when('do the job', [
    [say('First a command.'), bash('echo yes > yes.txt')],
    [say('Then a file.'), write(written, 'no')],
    say('Done without the file.'),
  ]);

  const events: AegisEvent[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const event of client.events({ after: 0, signal: stop.signal })) events.push(event);
  })().catch(() => undefined);

  const created = await call('POST', '/sessions', { workDir, prompt: 'do the job' });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    status: 'permission_prompt',
    pending: { kind: 'trust' },
    promptDelivery: { delivered: false, verdict: 'queued' },
  });
  const id = String(created.body['id']);

  expect((await call('POST', `/sessions/${id}/approve`)).body).toMatchObject({
    ok: true,
    via: 'screen',
  });
  const asked = await call('GET', `/sessions/${id}/wait?status=bash_approval&timeoutMs=20000`);
  expect(asked.body).toMatchObject({
    timedOut: false,
    promptDelivery: {
      delivered: true,
      evidence: { source: 'hook', rule: 'hook.UserPromptSubmit' },
    },
    pending: { kind: 'bash', toolInput: { command: 'echo yes > yes.txt' } },
  });
  expect((await call('POST', `/sessions/${id}/approve`, {})).body).toMatchObject({
    ok: true,
    via: 'hook',
  });

  const second = await call('GET', `/sessions/${id}/wait?status=permission_prompt&timeoutMs=20000`);
  expect(second.body).toMatchObject({ timedOut: false, pending: { toolName: 'Write' } });
  expect(existsSync(join(workDir, 'yes.txt'))).toBe(true);
  const rejected = await call('POST', `/sessions/${id}/reject`, { feedback: 'No file, please.' });
  expect(rejected.body).toMatchObject({ ok: true, via: 'hook' });

  const idle = await call('GET', `/sessions/${id}/wait?status=idle&timeoutMs=20000`);
  expect(idle.body).toMatchObject({
    timedOut: false,
    // What was said last is in the transcript below; a Stop hook that comes late does not tell it here.
    lastTurn: { outcome: 'completed' },
  });
  expect(existsSync(written)).toBe(false);

  const { body } = await call('GET', `/sessions/${id}/read`);
  const messages = body['messages'] as unknown as { role: string; text: string }[];
  expect(messages[0]).toMatchObject({ role: 'user', text: 'do the job' });
  expect(messages.at(-1)).toMatchObject({ role: 'assistant', text: 'Done without the file.' });

  expect((await call('DELETE', `/sessions/${id}`)).body).toEqual({ ok: true });
  expect((await call('DELETE', `/sessions/${id}`)).body).toEqual({ ok: true });
  expect((await call('GET', `/sessions/${id}`)).body).toMatchObject({ status: 'exited' });
  stop.abort();
  await following;
  const statuses = events.flatMap((event) =>
    event.type === 'status-changed' ? [event.data.to] : [],
  );
  expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual(statuses);
  // Between the trust dialog and the first turn it may be too quick to be seen.
  const told = statuses.filter((status) => status !== 'starting');
  expect(told).toEqual([
    'permission_prompt',
    'working',
    'bash_approval',
    'working',
    'permission_prompt',
    'working',
    'idle',
    'exited',
  ]);
});
