import type { Pending } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { newRecord, type SessionRecord } from '../session/session-record.ts';
import { sessionId } from '../testing/stored-session.ts';
import { judgeHealth, type HealthFacts } from './judge-health.ts';

const AT = '2026-01-01T00:00:00.000Z';
const NOW = Date.parse(AT) + 60_000;

const recordWith = (known: Partial<SessionRecord>): SessionRecord => ({
  ...newRecord({
    ...{ id: sessionId(1), workDir: '/w', parentId: null, tags: [] },
    ...{ createdAt: Date.parse(AT), status: 'idle' },
    location: { paneId: '%1', windowId: '@1', windowName: 'w', pid: 7 },
  }),
  ...known,
});

function judge(known: Partial<SessionRecord>, facts: Partial<HealthFacts> = {}) {
  const well = { process: 'runs', isSaved: true, unconfirmed: null, hooksSilent: false } as const;
  return judgeHealth({ record: recordWith(known), now: NOW, ...well, ...facts });
}
const codes = (...given: Parameters<typeof judge>) => judge(...given).hints.map(({ code }) => code);

describe('judgeHealth', () => {
  test('an idle session is well, and there is nothing to say', () => {
    expect(judge({})).toEqual({
      ...{ id: sessionId(1), status: 'idle', alive: true, healthy: true, hints: [], pid: 7 },
      lastActivityAt: AT,
    });
  });

  test('one that waits is well, and somebody is to answer', () => {
    const pending: Pending = {
      ...{ id: 'pnd_1', title: 'Bash command', toolName: 'Bash', toolInput: null, since: AT },
      ...{ kind: 'bash', options: [], questions: [], via: 'hook' },
    };
    const health = judge({ status: 'bash_approval', pending });
    expect(health).toMatchObject({ alive: true, healthy: true });
    expect(health.hints).toEqual([
      { code: 'waiting', message: expect.stringContaining('…/approve') as string },
    ]);
  });

  test('one that has ended is neither, and says how to go on', () => {
    const exit = { code: 1, signal: null, at: AT, reason: 'crashed', lastScreen: null } as const;
    const health = judge({ exit, status: 'exited', claudeSessionId: 'c' }, { process: 'gone' });
    expect(health).toMatchObject({ alive: false, healthy: false, pid: null });
    expect(health.hints).toHaveLength(1);
    expect(health.hints[0]?.message).toMatch(/crashed, exit code 1.*aegis resume/);
    expect(judge({ exit }).hints[0]?.message).toMatch(/Start a new one/);
  });

  const stall = { since: AT, kind: 'tool', toolName: 'Bash', thresholdMs: 1, rung: null } as const;
  test.each([
    ['stalled', { stall, status: 'working' }, {}],
    ['unknown_screen', { status: 'unknown' }, {}],
    ['starting_long', { status: 'starting', statusSince: NOW - 30_000 }, {}],
    ['process_gone', {}, { process: 'gone' }],
    ['not_saved', {}, { isSaved: false }],
    ['unconfirmed_prompt', {}, { unconfirmed: 'msg_1' }],
    ['hooks_silent', {}, { hooksSilent: true }],
  ] as const)('%s is not well', (code, known, facts) => {
    expect(codes(known, facts)).toEqual([code]);
    expect(judge(known, facts).healthy).toBe(false);
  });

  test('a start of a moment is well, and a system that does not tell of processes says nothing', () => {
    expect(codes({ status: 'starting', statusSince: NOW - 29_000 })).toEqual([]);
    expect(judge({}, { process: 'unknown' })).toMatchObject({ alive: true, healthy: true });
  });
});
