import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildScript, runScript } from '../testing/run-script.ts';
import { eventOf, sessionRow } from '../testing/store-samples.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'aegis-durable-'));
afterAll(() => rmSync(directory, { recursive: true }));

let script: string;
beforeAll(async () => {
  script = await buildScript('append-until-killed');
});

async function killedAfter(path: string, delayMs: number): Promise<number[]> {
  const child = runScript(script, path);
  const output = text(child.stdout);
  await once(child.stdout, 'readable');
  await sleep(delayMs);
  child.kill('SIGKILL');
  const lines = (await output).split('\n');
  // What stands behind the last newline was not said in full.
  return lines.slice(0, -1).map(Number);
}

describe('a store whose process was killed', () => {
  it('has everything that was acknowledged, and goes on', async () => {
    const path = join(directory, 'store.sqlite');
    let last = 0;
    for (const delayMs of [0, 3, 20, 61, 117]) {
      const said = await killedAfter(path, delayMs);
      expect(said.length).toBeGreaterThan(0);
      expect(said[0]).toBeGreaterThan(last);

      const store = openSqliteStore({ path });
      const stored = store.listEvents({ after: 0, limit: 1_000_000 }).map(({ id }) => id);
      expect(stored).toEqual(expect.arrayContaining(said));
      // An event and its outbox row came together or not at all.
      const outbox = store.listOutbox({ sessionId: 's' }).map(({ id }) => id);
      expect(outbox).toEqual(stored.map((id) => `o${id}`));
      expect(store.damaged()).toEqual([]);
      last = store.lastEventId();
      expect(last).toBe(stored.at(-1));
      store.close();
    }
  });

  it('shares its file with other processes that write', async () => {
    const path = join(directory, 'shared.sqlite');
    const store = openSqliteStore({ path });
    store.insertSession(sessionRow('s'));
    const writers = [runScript(script, path, '3'), runScript(script, path, '4')];
    const theirs = writers.map(({ stdout }) => text(stdout));
    await Promise.all(writers.map(({ stdout }) => once(stdout, 'readable')));
    const mine: number[] = [];
    for (let round = 0; round < 50; round += 1) {
      mine.push(store.appendEvent(eventOf('s', { type: 'mine' })).id);
      await sleep(5);
    }
    for (const writer of writers) writer.kill('SIGKILL');
    const said = (await Promise.all(theirs)).map((output) =>
      output.split('\n').slice(0, -1).map(Number),
    );

    const listed = store.listEvents({ after: 0, limit: 1_000_000 }).map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining([...mine, ...said.flat()]));
    expect(new Set([...mine, ...said.flat()]).size).toBe(mine.length + said.flat().length);
    for (const ids of [mine, ...said]) {
      expect(ids.length).toBeGreaterThan(10);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
    store.close();
  });
});
