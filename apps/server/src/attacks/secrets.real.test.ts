import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bash, processesFrom, say } from '@aegis/testkit';
import { ROUTES } from '@aegis/protocol';
import { openSqliteStore } from '@aegis/store/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_TOKEN } from '../testing/listening-server.ts';
import { startRealServer, type RealServer } from '../testing/real-server.ts';

let server: RealServer;
/** What nobody may find, by name. */
const secrets = new Map<string, string>();
let sessionId = '';
beforeAll(async () => {
  server = await startRealServer({ AEGIS_AUTH_TOKEN: ADMIN_TOKEN });
  secrets.set('the admin token', ADMIN_TOKEN);
  const { token } = await server.client.createToken({ name: 'x', scopes: ['read'] });
  secrets.set('a token that was made', token);
  server.api.when('work', [
    [say('A command.'), bash('touch began; tail -f /dev/null')],
    say('Done.'),
  ]);
  const session = await server.client.createSession({ workDir: server.workDir, prompt: 'work' });
  sessionId = session.id;
  const store = openSqliteStore({ path: join(server.stateDir, 'aegis.db') });
  const hookSecret = store.getSession(sessionId)?.data['hookSecret'];
  secrets.set('the hook secret', typeof hookSecret === 'string' ? hookSecret : '');
  store.close();
  await server.client.wait(sessionId, { status: ['bash_approval'], timeoutMs: 30_000 });
}, 60_000);
afterAll(() => server.dispose());

const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
function found(text: string): string[] {
  return [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
}

test('there are three of them, long enough not to be found by chance', () => {
  expect([...secrets.values()].map(({ length }) => length >= 30)).toEqual([true, true, true]);
  expect(found(`x${ADMIN_TOKEN}`)).toEqual(['the admin token']);
});

test('no answer of any route has one', async () => {
  for (const [id, { method, path, kind }] of Object.entries(ROUTES)) {
    // They would end what the next test looks at.
    if (['killSession', 'approve', 'reject', 'escape', 'interrupt'].includes(id)) continue;
    const stop = new AbortController();
    const answer = await fetch(
      `${server.url}${path.replace(':id', sessionId)}${kind === 'events' ? '?after=0' : ''}`,
      {
        method,
        headers: bearer,
        signal: stop.signal,
        ...(method === 'POST' ? { body: '{}' } : {}),
      },
    );
    const head = JSON.stringify([...answer.headers]);
    let text = '';
    if (kind === 'events') {
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      while (!text.includes('event: pending-opened')) {
        const part = await reader?.read();
        if (part?.value === undefined) throw new Error(`The stream ended: ${text}`);
        text += part.value;
      }
      stop.abort();
    } else text = await answer.text();
    expect([id, found(head + text)]).toEqual([id, []]);
  }
  const explained = await fetch(`${server.url}/v1/sessions/${sessionId}?explain=1`, {
    headers: bearer,
  });
  expect(found(await explained.text())).toEqual([]);
  const wrong = await fetch(`${server.url}/v1/sessions`, {
    headers: { authorization: `Basic ${ADMIN_TOKEN}` },
  });
  expect(found(await wrong.text())).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'no process of the session has one in its command line or its environment, while a command runs',
  async () => {
    await server.client.approve(sessionId);
    const { pid } = await server.client.getSession(sessionId);
    await expect
      .poll(() => processesFrom(pid ?? 0).some((each) => commandLine(each).includes('tail -f')), {
        timeout: 10_000,
      })
      .toBe(true);
    const tree = processesFrom(pid ?? 0);
    expect(tree.length).toBeGreaterThan(1);
    for (const each of tree) {
      const environment = environmentOf(each);
      expect([commandLine(each), found(environment)]).toEqual([commandLine(each), []]);
      // Whose the process is may be known; what Aegis was started with may not.
      expect(environment).not.toMatch(/(?:^|\0)AEGIS_(?!SESSION_ID=)/);
    }
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      expect(found(commandLine(Number(name)))).toEqual([]);
    }
  },
);
/** Empty for a process that has ended meanwhile: Claude Code starts short ones. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('no line of the log has one, at its most talkative', async () => {
  await server.client.killSession(sessionId);
  const lines = server.process.log();
  expect(lines.length).toBeGreaterThan(20);
  expect(found(server.process.stderr() + server.process.stdout())).toEqual([]);
});

test('the files that have one are for one user alone, and the tokens are in none', () => {
  const files = readdirSync(server.stateDir, { recursive: true, withFileTypes: true });
  expect(statSync(server.stateDir).mode & 0o077).toBe(0);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const isOpen = (statSync(path).mode & 0o077) !== 0;
    if (!file.isFile()) continue;
    const inside = found(readFileSync(path, 'latin1'));
    if (isOpen) expect([path, inside]).toEqual([path, []]);
    expect(inside.filter((name) => name !== 'the hook secret')).toEqual([]);
  }
});
