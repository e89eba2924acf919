import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { openSqliteStore } from '@aegis/store/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startServerProcess, type ServerProcess } from './testing/server-process.ts';
import { STORED_SESSION, storeSession } from './testing/stored-session.ts';

const ENVIRONMENT = { AEGIS_LOG_LEVEL: 'silent' };

describe('a server whose database cannot be used', () => {
  let directory: OwnedDirectory;
  let path: string;
  let server: ServerProcess | null;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    path = join(directory.path, 'state', 'aegis.db');
    mkdirSync(join(directory.path, 'state'), { mode: 0o700 });
    server = null;
  });
  afterEach(async () => {
    server?.child.kill('SIGKILL');
    await server?.exited;
    await directory.dispose();
  });

  /** A database with some pages in it. */
  function fill(): void {
    storeSession(join(directory.path, 'state'));
    const store = openSqliteStore({ path });
    store.transaction(() => {
      for (let count = 0; count < 200; count += 1) {
        const data = { text: 'x'.repeat(200) };
        store.appendEvent({ sessionId: STORED_SESSION, type: 'x', at: count, data });
      }
    });
    store.close();
  }

  test.each<[string, RegExp, () => void]>([
    [
      'damaged',
      /is damaged.*start afresh.*Sessions that run in tmux go on/,
      () => {
        fill();
        const bytes = readFileSync(path);
        bytes.fill(0, 4_096 * 8, 4_096 * 12);
        writeFileSync(path, bytes);
      },
    ],
    ['no database', /is damaged/, () => writeFileSync(path, 'no database at all, but a text\n')],
    [
      'gone but for its log',
      /is empty or missing/,
      () => writeFileSync(`${path}-wal`, Buffer.alloc(4_096, 1)),
    ],
    [
      'of a newer Aegis',
      /newer Aegis.*upgrade Aegis/,
      () => {
        fill();
        const bytes = readFileSync(path);
        // `user_version`, in the header of every SQLite database.
        bytes.writeUInt32BE(99, 60);
        writeFileSync(path, bytes);
      },
    ],
  ])('%s: exit 1, what to do in one sentence, and not a byte changed', async (_, words, damage) => {
    damage();
    const before = existsSync(path) ? readFileSync(path) : null;
    server = await startServerProcess({ directory, environment: ENVIRONMENT });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.stdout()).toBe('');
    expect(server.stderr()).toMatch(/^aegis serve: .*\[store_failed\]\n$/);
    expect(server.stderr()).toMatch(words);
    expect(server.stderr()).toContain(path);
    expect(existsSync(path) ? readFileSync(path) : null).toEqual(before);
  });

  test('what it says to do gives a server that works, and keeps what was', async () => {
    fill();
    const bytes = readFileSync(path);
    bytes.fill(0, 4_096 * 8, 4_096 * 12);
    writeFileSync(path, bytes);
    const refused = await startServerProcess({ directory, environment: ENVIRONMENT });
    await refused.exited;
    const command = /move it away with its log: `(?<command>.*?)`\./.exec(refused.stderr());
    expect(spawnSync('sh', ['-c', command?.groups?.['command'] ?? 'false']).status).toBe(0);
    expect(statSync(`${path}.damaged`).size).toBe(bytes.length);
    server = await startServerProcess({ directory, environment: ENVIRONMENT });
    const url = await server.listening();
    const health = (await (await fetch(`${url}/v1/health`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ store: { available: true, problem: null, damagedRows: 0 } });
  });
});
