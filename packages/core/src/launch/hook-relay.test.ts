import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnedDirectory, runProcess, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listenForHooks, type HookAnswer, type HookRequest } from '../hooks/hook-listener.ts';
import {
  HOOK_RELAY_FILE,
  HOOK_RELAY_SOURCE,
  HOOK_TARGET_FILE,
  hookRelayCommand,
} from './hook-relay.ts';
import { HOOK_SECRET_HEADER } from './hook-settings.ts';

const DECISION = { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: {} } };

describe('the relay', () => {
  let directory: OwnedDirectory;
  let folder: string;
  let calls: HookRequest[];
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    folder = join(directory.path, "it's $HOME; exit 2 #");
    await mkdir(folder);
    await writeFile(join(folder, HOOK_RELAY_FILE), HOOK_RELAY_SOURCE);
    calls = [];
  });
  afterEach(() => directory.dispose());

  async function target(text: string): Promise<void> {
    await writeFile(join(folder, HOOK_TARGET_FILE), text);
  }

  /** As Claude Code runs it. */
  function run(event: string, stdin: string) {
    const command = hookRelayCommand({ node: process.execPath, folder }, event);
    return runProcess(['/bin/sh', '-c', command], { stdin });
  }

  async function answered(answer: HookAnswer, event: string, stdin: string) {
    const listener = await listenForHooks(0, (request) => {
      calls.push(request);
      return Promise.resolve(answer);
    });
    const url = `${listener.baseUrl}/v1/hooks/ses_1/`;
    await target(JSON.stringify({ url, headers: { [HOOK_SECRET_HEADER]: 's3cret' } }));
    try {
      return await run(event, stdin);
    } finally {
      await listener.close();
    }
  }

  const silent = { code: 0, stdout: '', stderr: '' };

  test('posts what it is given, with the secret, and prints the decision', async () => {
    const body = { tool_name: 'Bash', tool_input: { command: 'echo "漢字" $HOME' } };
    const answer = { status: 200, body: DECISION } as const;
    const result = await answered(answer, 'PermissionRequest', JSON.stringify(body));
    expect(calls).toMatchObject([
      { sessionId: 'ses_1', event: 'PermissionRequest', secret: 's3cret', body },
    ]);
    expect(result).toMatchObject({ ...silent, stdout: JSON.stringify(DECISION) });
  });

  test('carries a large body whole', async () => {
    const content = 'é'.repeat(2_000_000);
    await answered({ status: 200, body: {} }, 'PreToolUse', JSON.stringify({ content }));
    expect(calls).toMatchObject([{ body: { content } }]);
  });

  test('prints nothing where there is no decision', async () => {
    expect(await answered({ status: 200, body: {} }, 'Stop', '{}')).toMatchObject(silent);
    expect(await answered({ status: 200, body: null }, 'Stop', '{}')).toMatchObject(silent);
    expect(calls).toHaveLength(2);
  });

  test.each([403, 404] as const)('has no opinion where the answer is %i', async (status) => {
    const result = await answered({ status, body: DECISION }, 'PermissionRequest', '{}');
    expect(result).toMatchObject(silent);
  });

  test('has no opinion where nobody listens, or nothing says where', async () => {
    const listener = await listenForHooks(0, () => Promise.reject(new Error('not called')));
    await listener.close();
    await target(JSON.stringify({ url: `${listener.baseUrl}/v1/hooks/ses_1/`, headers: {} }));
    expect(await run('PermissionRequest', '{}')).toMatchObject(silent);
    await target('not JSON');
    expect(await run('PermissionRequest', '{}')).toMatchObject(silent);
  });

  test('has no opinion where the listener goes away while it holds the request', async () => {
    const listener = await listenForHooks(0, () => new Promise(() => undefined));
    await target(JSON.stringify({ url: `${listener.baseUrl}/v1/hooks/ses_1/`, headers: {} }));
    const result = run('PermissionRequest', '{}');
    const closing = new Promise((resolve) => setTimeout(resolve, 400)).then(() => listener.close());
    expect(await result).toMatchObject(silent);
    await closing;
  });
});
