import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAegis, type Aegis, type Clock } from '@aegis/core';
import type { JsonObject } from '@aegis/store';
import { openSqliteStore } from '@aegis/store/sqlite';
import { samplePending, sampleSessionId } from '@aegis/client/testing';
import { createApp } from '../../../apps/server/src/http/create-app.ts';

export const TOKEN = 'a-token-of-some-length';
export const SECRET = 'the-secret-of-the-hooks';
/** Sessions that are stored as running: one at rest, one with a dialog open, one that has ended. */
export const SESSION_IDS = [1, 2, 3].map(sampleSessionId);

export interface AppStage {
  aegis: Aegis;
  app: ReturnType<typeof createApp>;
  /** What the log said of errors that nobody foresaw. */
  internal: string[];
  close(): Promise<void>;
}

/** Time that runs 2,000 times as fast: what waits 15 s for something to happen waits 8 ms. */
const FASTER = 2_000;
const START = Date.UTC(2026, 0, 2);
const fastTime = () => Math.floor(performance.now() * FASTER);
const fastClock: Clock = {
  now: () => START + fastTime(),
  monotonic: fastTime,
  after(ms, run) {
    const timer = setTimeout(run, ms / FASTER);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

const AT = '2026-01-02T03:04:05.678Z';

/** The server's app upon a real core, in a folder of its own, on a machine without tmux and Claude Code. */
export async function stageApp(): Promise<AppStage> {
  const folder = mkdtempSync(join(tmpdir(), 'aegis-fuzz-app-'));
  const stateDir = join(folder, 'state');
  const options = {
    stateDir,
    claudeCommand: ['/nowhere/claude'] as [string],
    tmuxPath: '/nowhere/tmux',
    env: { PATH: '/usr/bin:/bin', HOME: folder },
    hookBaseUrl: 'http://127.0.0.1:9',
    clock: fastClock,
    // A day passes in a minute, and the sessions that are asked for are old.
    retention: { eventMaxAgeDays: 0, eventMaxCount: 0, sessionMaxAgeDays: 0 },
  };
  // Once for the database, which the sessions are put into beside it.
  await (await createAegis(options)).close();
  storeSessions(join(stateDir, 'aegis.db'));
  const aegis = await createAegis(options);
  const internal: string[] = [];
  const ignore = () => undefined;
  const app = createApp({
    aegis: () => aegis,
    access: { host: '127.0.0.1', allowedHosts: ['aegis.example'], authToken: TOKEN },
    facts: { version: '1.2.3', startedAt: 1_000, now: () => Date.now() },
    logger: {
      ...{ debug: ignore, info: ignore, warn: ignore },
      error: (fields, message) => internal.push(`${message} ${JSON.stringify(fields)}`),
    },
    remoteAddress: () => '127.0.0.1',
  });
  return {
    aegis,
    app,
    internal,
    async close() {
      await aegis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function storeSessions(path: string): void {
  const store = openSqliteStore({ path });
  for (const [index, id] of SESSION_IDS.entries()) {
    const hasEnded = index === 2;
    store.insertSession({
      ...{
        id,
        workDir: '/work',
        parentId: null,
        tags: ['a'],
        createdAt: 1_000 + index,
        updatedAt: 1_000,
      },
      status: hasEnded ? 'exited' : index === 1 ? 'bash_approval' : 'idle',
      endedAt: hasEnded ? 2_000 : null,
      data: {
        ...{ name: `session-${index}`, hookSecret: SECRET },
        ...(index === 1
          ? { pending: JSON.parse(JSON.stringify(samplePending({ via: 'screen' }))) as JsonObject }
          : {}),
        ...(hasEnded
          ? { exit: { code: 0, signal: null, at: AT, reason: 'exited', lastScreen: null } }
          : {}),
      },
    });
    store.appendEvent({
      sessionId: id,
      type: 'screen-drifted',
      at: 1_000,
      data: { healed: true, lines: 1 },
    });
  }
  store.close();
}
