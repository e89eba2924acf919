import { expect, test } from 'vitest';
import { newRecord, type RecordData } from '../session/session-record.ts';
import { thrownBy } from '../testing/thrown-by.ts';
import { resumeRequest } from './resume-request.ts';

const EXIT = {
  ...{ code: null, signal: null, at: '2026-01-01T00:00:00.000Z', lastScreen: null },
  reason: 'runtime_lost',
} as const;

const ended = (data: Partial<RecordData> = {}) =>
  newRecord({
    ...{ id: 'ses_00000000000000000001', workDir: '/project', parentId: null, tags: ['x'] },
    ...{ createdAt: 0, status: 'exited', name: 'build', exit: EXIT },
    ...{ claudeSessionId: '11111111-1111-4111-8111-111111111111', configDir: '/home/me/.claude' },
    ...data,
  });

test('the same place, name, tags and model, and the prompt that is given', () => {
  const record = ended({ model: 'opus' });
  expect(resumeRequest(record, { prompt: 'go on' }, '/home/me/.claude')).toEqual({
    ...{ workDir: '/project', name: 'build', tags: ['x'], model: 'opus', prompt: 'go on' },
    ...{ resumeSessionId: record.claudeSessionId, permissionMode: 'default' },
  });
});

test.each([
  ['bypassPermissions', 'default'],
  ['acceptEdits', 'default'],
  ['plan', 'plan'],
  [null, 'default'],
])('what was in mode %s begins in mode %s', (was, begins) => {
  const request = resumeRequest(ended({ permissionMode: was }), {}, null);
  expect(request.permissionMode).toBe(begins);
});

test('of a policy what restricts goes on, and nothing that allows', () => {
  const deny = { tool: 'Bash', command: 'rm *', decision: 'deny' } as const;
  const allow = { tool: 'Read', decision: 'allow' } as const;
  const policyOf = (policy: RecordData['policy']) =>
    resumeRequest(ended({ policy }), {}, null).policy;
  expect(policyOf({ rules: [allow, deny] })).toEqual({ rules: [deny] });
  expect(policyOf({ rules: [allow], default: 'deny' })).toEqual({ rules: [], default: 'deny' });
  expect(policyOf({ rules: [allow] })).toBeUndefined();
  expect(policyOf(null)).toBeUndefined();
});

test('a conversation that is kept elsewhere is looked for there', () => {
  expect(resumeRequest(ended(), {}, '/other').env).toEqual({
    CLAUDE_CONFIG_DIR: '/home/me/.claude',
  });
});

test('one that runs, and one that never had a conversation', async () => {
  expect(await thrownBy(() => resumeRequest(ended({ exit: null }), {}, null))).toMatchObject({
    code: 'session_running',
  });
  expect(
    await thrownBy(() => resumeRequest(ended({ claudeSessionId: null }), {}, null)),
  ).toMatchObject({
    code: 'resume_not_found',
  });
});
