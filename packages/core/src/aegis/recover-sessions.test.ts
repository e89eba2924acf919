import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMemoryStore, type SessionStore } from '@aegis/store';
import { createOwnedDirectory, type OwnedDirectory } from '@aegis/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DisagreementLog } from '../disagreement/disagreement-log.ts';
import { EventLog } from '../events/event-log.ts';
import { silentLogger } from '../ports/logger.ts';
import type { SessionRuntime } from '../ports/runtime.ts';
import { StoreHealth } from '../storage/store-health.ts';
import { ManagedSession } from '../session/managed-session.ts';
import { FakeClaude } from '../testing/fake-claude.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { sessionId, storedSession } from '../testing/stored-session.ts';
import { recoverSessions } from './recover-sessions.ts';

const CLAUDE_ID = '00000000-0000-4000-8000-000000000001';
const HOUR = 3_600_000;

/** A prompt as it stands in a transcript. */
function promptLine(uuid: string, text: string, at: number): string {
  const timestamp = new Date(at).toISOString();
  const message = { role: 'user', content: text };
  const ids = { uuid, parentUuid: null, sessionId: CLAUDE_ID };
  return `${JSON.stringify({ type: 'user', ...ids, timestamp, message })}\n`;
}

describe('a prompt that may have been submitted before a crash, and a clock that was set meanwhile', () => {
  let directory: OwnedDirectory;
  let store: SessionStore;
  let clock: ManualClock;
  beforeEach(async () => {
    directory = await createOwnedDirectory();
    store = createMemoryStore();
    clock = new ManualClock();
  });
  afterEach(async () => {
    store.close();
    await directory.dispose();
  });

  /** What becomes of "go on", sent for the second time; `lines` is what stands behind the first one in the transcript. */
  async function afterCrash(sentAt: number, lines: string): Promise<string | undefined> {
    const path = join(directory.path, 'transcript.jsonl');
    const first = promptLine('a', 'go on', clock.now());
    await writeFile(path, first + lines);
    const offset = Buffer.byteLength(first);
    storedSession(store, {
      transcripts: [
        { claudeSessionId: CLAUDE_ID, path, offset: Buffer.byteLength(first + lines), inode: null },
      ],
      typing: { messageId: 'msg_2', claudeSessionId: CLAUDE_ID, offset },
    });
    store.enqueue({
      ...{ id: 'msg_2', sessionId: sessionId(1), text: 'go on', idempotencyKey: null },
      ...{ state: 'submitted', attempts: 1, evidence: null, createdAt: sentAt },
    });
    const claude = new FakeClaude(clock);
    const runtime: SessionRuntime = {
      ...{ kind: 'tmux', launch: () => Promise.reject(new Error('no launch')) },
      findProgram: () => Promise.reject(new Error('no program')),
      listPrograms: () => Promise.resolve([]),
      adopt: () => Promise.reject(new Error('no adoption')),
      recover: () => Promise.resolve(new Map([[sessionId(1), claude.handle]])),
      health: () => Promise.reject(new Error('no health')),
      close: () => Promise.resolve(),
    };
    const events = new EventLog(store);
    const managed = new Set<string>();
    const recovered = recoverSessions({
      ...{ store, runtime, clock, isManaged: (id) => managed.has(id) },
      stateDir: directory.path,
      onProblem: (_id, error) => {
        throw error;
      },
      manage: (record) => {
        managed.add(record.id);
        return new ManagedSession(record, {
          stallThresholdMs: 300_000,
          makeStep: () => Promise.resolve(null),
          ...{ store, events, clock, logger: silentLogger, registry: claude.registry },
          storeHealth: new StoreHealth({ clock, logger: silentLogger, probe: () => undefined }),
          disagreements: new DisagreementLog('/dev/null/none', clock, silentLogger),
          newId: (prefix) => `${prefix}_9`,
          locateTranscript: () => Promise.resolve(null),
        });
      },
    });
    // Time stands still but for this: the screen is waited for, and shows nothing.
    const waiting = setInterval(() => void clock.advance(100), 5);
    const sessions = await recovered.finally(() => clearInterval(waiting));
    const state = store.getOutbox('msg_2')?.state;
    for (const session of sessions) await session.release();
    return state;
  }

  test.each([0, HOUR, -HOUR])(
    'set by %i: the same words from before are not its proof',
    async (jump) => {
      const sentAt = clock.now() + jump + 1_000;
      expect(await afterCrash(sentAt, '')).toBe('submitted');
    },
  );

  test.each([0, HOUR, -HOUR])('set by %i after it was sent: its own line is', async (jump) => {
    const sentAt = clock.now() + 1_000;
    const line = promptLine('b', 'go on', sentAt + 200 + jump);
    expect(await afterCrash(sentAt, line)).toBe('delivered');
  });
});
