import { stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { openSqliteStore } from '@aegis/store/sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HOOK_SECRET_HEADER } from '../launch/hook-settings.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import type { Aegis } from './aegis.ts';
import { createAegis } from './create-aegis.ts';
import { KnownSessions } from './known-sessions.ts';
import type { AegisOptions } from './options.ts';

describe('createAegis, without tmux or Claude Code', () => {
  let directory: OwnedDirectory;
  let stateDir: string;
  const open: Aegis[] = [];
  const create = async (options: AegisOptions = {}) => {
    const aegis = await createAegis({
      stateDir,
      claudeCommand: ['/nowhere/claude'],
      tmuxPath: '/nowhere/tmux',
      env: { PATH: '/usr/bin:/bin', HOME: directory.path },
      ...options,
    });
    open.push(aegis);
    return aegis;
  };
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    stateDir = join(directory.path, 'state');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((aegis) => aegis.close()));
    await directory.dispose();
  });

  test('says what is missing, and works without it', async () => {
    const aegis = await create();
    const { sessions, runtime } = await aegis.health();
    expect(sessions).toEqual({ total: 0, byStatus: {} });
    expect(runtime?.tmux).toMatchObject({ available: false, version: null });
    expect(runtime?.claude).toMatchObject({ available: false, command: ['/nowhere/claude'] });
    expect(runtime?.claude.problem).toContain('/nowhere/claude');
    expect(aegis.sessions.list()).toEqual({ sessions: [], nextCursor: null });
    expect(await thrownBy(() => aegis.sessions.recover())).toMatchObject({
      code: 'tmux_not_found',
    });
  });

  test('its database is its owner’s alone', async () => {
    await create();
    for (const [name, mode] of [
      ['.', '700'],
      ['aegis.db', '600'],
      ['aegis.lock', '600'],
    ] as const) {
      const found = ((await stat(join(stateDir, name))).mode & 0o777).toString(8);
      expect([name, found]).toEqual([name, mode]);
    }
  });

  test('is the only one of its directory, until it is closed', async () => {
    const first = await create();
    expect(await thrownBy(() => create())).toMatchObject({ code: 'state_dir_in_use' });
    const relativeDir = relative(process.cwd(), stateDir);
    expect(await thrownBy(() => create({ stateDir: relativeDir }))).toMatchObject({
      code: 'state_dir_in_use',
    });
    await first.close();
    await create();
  });

  test('a directory given by a relative path is absolute from then on', async () => {
    const aegis = await create({ stateDir: relative(process.cwd(), stateDir) });
    expect(aegis.stateDir).toBe(stateDir);
  });

  test('closing twice is closing once', async () => {
    const aegis = await create();
    await aegis.close();
    await aegis.close();
  });

  test('a database that is none is told, and the directory is free again', async () => {
    const aegis = await create();
    await aegis.close();
    await writeFile(
      join(stateDir, 'aegis.db'),
      'this is no database, whatever else it is '.repeat(50),
    );
    const error = await thrownBy(() => create());
    expect(error).toMatchObject({ code: 'store_failed', details: { store: 'corrupt' } });
    expect(await thrownBy(() => create())).toMatchObject({ code: 'store_failed' });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ prompt: 'hello' }, 'claude_not_found'],
    [{ parentId: sessionId(9) }, 'session_not_found'],
  ])('creating a session with %j: %s', async (change, code) => {
    const aegis = await create();
    const error = await thrownBy(() =>
      aegis.sessions.create({ workDir: directory.path, ...change }),
    );
    expect(error?.code).toBe(code);
    expect(aegis.sessions.list().sessions).toEqual([]);
  });

  test('what a request asks for that cannot be is told before anything is started', async () => {
    const claude = join(directory.path, 'claude');
    await writeFile(claude, '#!/bin/sh\necho 2.1.330\n', { mode: 0o755 });
    const aegis = await create({ claudeCommand: [claude] });
    const codeFor = async (body: Parameters<typeof aegis.sessions.create>[0]) =>
      (await thrownBy(() => aegis.sessions.create(body)))?.code;
    const workDir = directory.path;
    expect(await codeFor({ workDir: 'project' })).toBe('workdir_not_absolute');
    expect(await codeFor({ workDir: `${workDir}/nothing` })).toBe('workdir_missing');
    expect(await codeFor({ workDir: claude })).toBe('workdir_not_directory');
    expect(await codeFor({ workDir, prompt: '/clear' })).toBe('command_prefix');
    expect(await codeFor({ workDir, prompt: 'a\u001b' })).toBe('control_characters');
    expect(await codeFor({ workDir, prompt: 'x'.repeat(200_001) })).toBe('prompt_too_large');
    expect(await codeFor({ workDir, forkSession: true })).toBe('invalid_request');
    const resumeSessionId = '11111111-1111-4111-8111-111111111111';
    expect(await codeFor({ workDir, resumeSessionId })).toBe('resume_not_found');
    expect(await codeFor({ workDir })).toBe('tmux_not_found');
    const [failed, ...others] = aegis.sessions.list().sessions;
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ status: 'exited', exit: { reason: 'crashed' } });
  });

  test('a session that is unknown, and one that has ended', async () => {
    const aegis = await create();
    expect(await thrownBy(() => aegis.sessions.get('nothing'))).toMatchObject({
      code: 'session_not_found',
    });
    await aegis.close();
    const exit = {
      code: 0,
      signal: null,
      at: new Date().toISOString(),
      reason: 'exited',
      lastScreen: null,
    } as const;
    const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
    storedSession(store, { status: 'exited', exit });
    store.close();

    const session = (await create()).sessions.get(sessionId(1));
    expect(session.info()).toMatchObject({ status: 'exited', pid: null });
    for (const act of [
      () => session.send('hello'),
      () => session.approve(),
      () => session.reject(),
      () => session.answer({ q: 'a' }),
      () => session.escape(),
      () => session.interrupt(),
      () => session.pane(),
    ]) {
      expect(await thrownBy(act)).toMatchObject({ code: 'session_exited', status: 409 });
    }
    expect((await session.read()).messages).toEqual([]);
    expect(await session.waitFor('exited')).toMatchObject({ timedOut: false });
    expect(await session.waitFor('idle', { timeoutMs: 1 })).toMatchObject({ timedOut: true });
    await session.kill();
  });

  test('one that runs where nobody can watch it is the same whenever it is asked for', async () => {
    await (await create()).close();
    const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
    storedSession(store, { hookSecret: 'its own' });
    store.close();
    const aegis = await create();
    const bySession = (call: number) =>
      aegis.receiveHook({
        ...{ sessionId: sessionId(1), event: 'Notification', secret: 'its own' },
        ...{ body: { call }, signal: new AbortController().signal },
      });
    const made = vi.spyOn(KnownSessions.prototype, 'lookUp');
    await bySession(1);
    await bySession(2);
    const [first, second] = made.mock.results.map(({ value }) => value as unknown);
    expect(first).toBeDefined();
    expect(second).toBe(first);
    made.mockRestore();
  });

  test('a session belongs to the swarm of its ancestors, also where one between has ended', async () => {
    await (await create()).close();
    const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
    const exit = {
      ...({ code: 0, signal: null, reason: 'exited', lastScreen: null } as const),
      // Lately: one that ended long ago is cleared away at the start.
      at: new Date().toISOString(),
    };
    storedSession(store);
    storedSession(store, { id: sessionId(2), parentId: sessionId(1), status: 'exited', exit });
    storedSession(store, { id: sessionId(3), parentId: sessionId(2) });
    store.close();
    const { groups } = await (await create()).swarm();
    expect(groups.map(({ kind, key, sessions }) => [kind, key, sessions.length])).toEqual([
      ['parent', sessionId(1), 2],
    ]);
  });

  test('hooks: the session and its secret must be known', async () => {
    await (await create()).close();
    const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
    storedSession(store, { hookSecret: 'the right one' });
    storedSession(store, { id: sessionId(2), hookSecret: null });
    store.close();
    const aegis = await create();
    const call = (id: string, secret: string | null) =>
      aegis.receiveHook({
        sessionId: id,
        event: 'Stop',
        secret,
        body: {},
        signal: new AbortController().signal,
      });
    expect(await call(sessionId(3), 'the right one')).toEqual({ status: 404, body: null });
    for (const secret of [null, '', 'the wrong one', 'the right on', 'the right one!']) {
      expect([secret, (await call(sessionId(1), secret)).status]).toEqual([secret, 403]);
    }
    for (const secret of [null, '', 'null']) {
      expect((await call(sessionId(2), secret)).status).toBe(403);
    }
    expect(await call(sessionId(1), 'the right one')).toEqual({ status: 200, body: {} });
  });

  test('its hook listener comes back at the same address', async () => {
    const portOf = () => {
      const store = openSqliteStore({ path: join(stateDir, 'aegis.db') });
      const port = store.getKey('core.hook-port', Date.now())?.value;
      store.close();
      return port;
    };
    const first = await create();
    const port = portOf();
    expect(typeof port).toBe('number');
    const url = `http://127.0.0.1:${Number(port)}/v1/hooks/${sessionId(1)}/Stop`;
    const post = () =>
      fetch(url, { method: 'POST', body: '{}', headers: { [HOOK_SECRET_HEADER]: 'x' } });
    expect((await post()).status).toBe(404);
    await first.close();
    await expect(post()).rejects.toThrow();
    await create();
    expect(portOf()).toBe(port);
    expect((await post()).status).toBe(404);
  });
});
