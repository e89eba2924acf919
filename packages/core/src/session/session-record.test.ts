import * as v from 'valibot';
import { sessionSchema } from '@aegis/protocol';
import type { JsonObject, SessionRow } from '@aegis/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionId } from '../testing/stored-session.ts';
import { evidenceOf, newRecord, recordFromRow, rowFromRecord } from './session-record.ts';
import { toSession } from './session-view.ts';

const CREATED = Date.UTC(2026, 0, 1);
const AT = '2026-01-01T00:00:01.000Z';

function fullRecord() {
  return newRecord({
    id: sessionId(1),
    workDir: '/work',
    parentId: sessionId(2),
    tags: ['a'],
    createdAt: CREATED,
    status: 'bash_approval',
    name: 'project',
    hookSecret: 'top-secret',
    hookPort: 4711,
    claudeSessionId: 'c',
    location: { paneId: '%1', windowId: '@1', windowName: 'project', pid: 9 },
    transcripts: [{ claudeSessionId: 'c', path: '/t.jsonl', offset: 10, inode: 5 }],
    evidence: { source: 'screen', rule: 'screen.dialog.bash', at: AT },
    firstPromptId: 'msg_1',
    promptDelivery: { delivered: true, attempts: 1, verdict: 'delivered', evidence: null },
  });
}

const rowWith = (data: unknown, change: Partial<SessionRow> = {}): SessionRow => ({
  ...rowFromRecord(fullRecord(), CREATED),
  data: data as JsonObject,
  ...change,
});

describe('a record', () => {
  test('goes to a row and comes back the same', () => {
    const record = fullRecord();
    const row = JSON.parse(JSON.stringify(rowFromRecord(record, CREATED))) as SessionRow;
    expect(recordFromRow(row)).toEqual(record);
    expect(row.data).not.toHaveProperty('status');
  });

  test('the row says when the session ended', () => {
    const exit = { code: 0, signal: null, at: AT, reason: 'exited', lastScreen: null } as const;
    expect(rowFromRecord(fullRecord(), CREATED).endedAt).toBeNull();
    expect(rowFromRecord({ ...fullRecord(), exit }, CREATED).endedAt).toBe(CREATED + 1_000);
  });

  test('one odd value is null, and loses none of the others', () => {
    const { data } = rowFromRecord(fullRecord(), CREATED);
    const odd = recordFromRow(rowWith({ ...data, pending: 'yes', hookPort: 'x', model: 5 }));
    expect(odd).toMatchObject({ pending: null, hookPort: null, model: null, name: 'project' });
  });

  test('what a newer version wrote and this one does not know is written back as it was', () => {
    const { data } = rowFromRecord(fullRecord(), CREATED);
    const newer = { ...data, budget: { cents: 5, spent: [1, null] }, otherFields: 'its own' };
    const record = recordFromRow(rowWith(newer));
    record.name = 'renamed';
    expect(rowFromRecord(record, CREATED).data).toEqual({ ...newer, name: 'renamed' });
    expect(JSON.stringify(toSession(record))).not.toContain('cents');
  });

  test('one odd transcript loses none of the others', () => {
    const { data } = rowFromRecord(fullRecord(), CREATED);
    const [known] = fullRecord().transcripts;
    const transcripts = [{ path: 5 }, known, null, { ...known, offset: -1 }];
    expect(recordFromRow(rowWith({ ...data, transcripts })).transcripts).toEqual([known]);
  });

  test('a status of another version is unknown', () => {
    expect(recordFromRow(rowWith({}, { status: 'dreaming' })).status).toBe('unknown');
  });

  test('whatever is stored, there is a session to show', () => {
    const names = fc.constantFrom(...Object.keys(rowFromRecord(fullRecord(), CREATED).data));
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(9e15, -9e15, NaN));
    const value = fc.oneof(fc.jsonValue(), number, fc.date().map(String));
    const data = fc.oneof(fc.jsonValue(), fc.dictionary(names, value));
    fc.assert(
      fc.property(data, fc.string(), (stored, status) => {
        const record = recordFromRow(rowWith(stored, { status }));
        const session = toSession(record);
        expect(v.safeParse(sessionSchema, session).issues).toBeUndefined();
        const { endedAt } = rowFromRecord(record, CREATED);
        expect(endedAt === null || Number.isSafeInteger(endedAt)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('impossible times are no reason to lose a session', () => {
    for (const time of [9e15, -9e15, Number.MAX_VALUE]) {
      const row = rowWith({ statusSince: time, lastActivityAt: time }, { createdAt: time });
      expect(v.is(sessionSchema, toSession(recordFromRow(row)))).toBe(true);
    }
  });
});

describe('what everybody sees', () => {
  test('has no secret', () => {
    const shown = JSON.stringify(toSession(fullRecord()));
    expect(shown).not.toContain('top-secret');
    expect(shown).not.toContain('4711');
  });

  test('has a pid while the session lives', () => {
    expect(toSession(fullRecord()).pid).toBe(9);
    const exit = { code: 0, signal: null, at: AT, reason: 'exited', lastScreen: null } as const;
    expect(toSession({ ...fullRecord(), exit }).pid).toBeNull();
  });

  test('names the newest transcript', () => {
    expect(toSession(fullRecord()).transcriptPath).toBe('/t.jsonl');
    expect(toSession({ ...fullRecord(), transcripts: [] }).transcriptPath).toBeNull();
  });

  test('a session that was never observed is as its creation left it', () => {
    const { evidence: _none, ...rest } = fullRecord();
    expect(evidenceOf({ ...rest, evidence: null })).toEqual({
      source: 'launch',
      rule: 'launch.created',
      at: '2026-01-01T00:00:00.000Z',
    });
  });
});
