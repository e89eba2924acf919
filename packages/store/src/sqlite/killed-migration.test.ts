import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildScript, runScript } from '../testing/run-script.ts';
import { writeVersion1 } from '../testing/version-1.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const EVENTS = 60_000;
const KILLS = 12;

const directory = mkdtempSync(join(tmpdir(), 'aegis-upgrade-'));
const original = join(directory, 'version-1.sqlite');
let script: string;
beforeAll(async () => {
  script = await buildScript('migrate-until-killed');
  writeVersion1(original, { events: EVENTS });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** The version that is left, after the file has been found whole. */
function versionLeft(path: string): unknown {
  const database = new SqliteDatabase(path);
  const version = database.pragma('user_version', { simple: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const indexes = database
    .prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('events_age', 'outbox_age')")
    .pluck()
    .get();
  expect(indexes).toBe(version === 1 ? 0 : 2);
  database.close();
  return version;
}

async function killedAfter(path: string, delayMs: number): Promise<void> {
  const child = runScript(script, path);
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await sleep(delayMs);
  child.kill('SIGKILL');
  await closed;
}

it('an upgrade that is killed leaves the old version or the new one, whole', async () => {
  const versions: unknown[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const path = join(directory, `${kill}.sqlite`);
    copyFileSync(original, path);
    await killedAfter(path, kill * 9 + Math.random() * 9);
    versions.push(versionLeft(path));

    const store = openSqliteStore({ path });
    expect(store.lastEventId()).toBe(12 + EVENTS);
    expect(store.firstEventId()).toBe(3);
    expect(store.listEvents({ after: 0, limit: EVENTS * 2 })).toHaveLength(EVENTS + 2);
    expect(store.listOutbox({ sessionId: 'ses_1' })).toHaveLength(2);
    store.close();
    expect(versionLeft(path)).toBe(MIGRATIONS.length);
  }
  // One that was killed before it began; which of the others were, is chance.
  expect(versions[0]).toBe(1);
}, 60_000);
