import type { GenericSchema } from 'valibot';
import { describe, expect, test } from 'vitest';
import { AegisError } from './aegis-error.ts';
import { answerBodySchema, approveBodySchema, rejectBodySchema } from './answer.ts';
import { sendBodySchema } from './delivery.ts';
import { createSessionBodySchema } from './session.ts';
import { parseRequest } from './validate.ts';

/** Paths of what is wrong with the input; empty where nothing is. */
function wrongPaths(schema: GenericSchema, input: unknown): string[] {
  try {
    parseRequest(schema, input, 'request body');
    return [];
  } catch (error) {
    if (!AegisError.is(error)) throw error;
    const issues = error.details['issues'] as { path: string }[];
    return issues.map(({ path }) => path);
  }
}

const UUID = '3f1de9b0-7b44-4a2e-9a6e-0d1c5a1d2f3a';
const SESSION = 'ses_0123456789abcdefghij';

describe('creating a session', () => {
  const full = {
    workDir: '/work',
    name: 'Größe 漢字',
    prompt: 'hello',
    permissionMode: 'plan',
    model: 'sonnet',
    env: { A_b1: 'x', EMPTY: '' },
    claudeArgs: ['--verbose'],
    resumeSessionId: UUID,
    forkSession: true,
    parentId: SESSION,
    tags: ['x'],
  };

  test('takes every field, and the directory alone', () => {
    expect(wrongPaths(createSessionBodySchema, full)).toEqual([]);
    expect(wrongPaths(createSessionBodySchema, { workDir: '/' })).toEqual([]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ workDir: undefined }, 'workDir'],
    [{ workDir: '' }, 'workDir'],
    [{ workDir: '/a\u0000b' }, 'workDir'],
    [{ workdir: '/work' }, 'workdir'],
    [{ name: '' }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ name: 'bell\u0007' }, 'name'],
    [{ name: 'c1\u009b' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ prompt: '' }, 'prompt'],
    [{ permissionMode: 'yolo' }, 'permissionMode'],
    [{ model: '' }, 'model'],
    [{ model: '--dangerously-skip-permissions' }, 'model'],
    [{ model: 'a\u0000' }, 'model'],
    [{ env: { 'BAD-NAME': 'x' } }, 'env.BAD-NAME'],
    [{ env: { '1A': 'x' } }, 'env.1A'],
    [{ env: { A: 1 } }, 'env.A'],
    [{ env: { A: 'x\u0000' } }, 'env.A'],
    [{ claudeArgs: 'one' }, 'claudeArgs'],
    [{ claudeArgs: ['ok', 'x\u0000'] }, 'claudeArgs.1'],
    [{ claudeArgs: Array.from({ length: 101 }, () => 'x') }, 'claudeArgs'],
    [{ resumeSessionId: 'latest' }, 'resumeSessionId'],
    [{ forkSession: 'yes' }, 'forkSession'],
    [{ parentId: 'ses_short' }, 'parentId'],
    [{ tags: [''] }, 'tags.0'],
    [{ tags: Array.from({ length: 33 }, () => 'x') }, 'tags'],
  ])('refuses %j', (change, path) => {
    expect(wrongPaths(createSessionBodySchema, { ...full, ...change })).toEqual([path]);
  });
});

describe('sending, approving, rejecting, answering', () => {
  test.each<[string, GenericSchema, unknown[]]>([
    [
      'send',
      sendBodySchema,
      [{ text: 'a' }, { text: 'a', whenBusy: 'interrupt', idempotencyKey: 'k' }],
    ],
    [
      'approve',
      approveBodySchema,
      [{}, { option: 2 }, { option: 'Yes' }, { scope: 'always', requestId: 'req_1' }],
    ],
    ['reject', rejectBodySchema, [{}, { feedback: 'no' }, { requestId: 'req_1' }]],
    [
      'answer',
      answerBodySchema,
      [{ answers: { 'Which?': 'A', 'Some?': ['B', 'C'] }, requestId: 'req_1' }],
    ],
  ])('%s takes what it should', (_, schema, inputs) => {
    for (const input of inputs) expect(wrongPaths(schema, input)).toEqual([]);
  });

  test.each<[GenericSchema, unknown, string]>([
    [sendBodySchema, {}, 'text'],
    [sendBodySchema, { text: '' }, 'text'],
    [sendBodySchema, { text: 5 }, 'text'],
    [sendBodySchema, { text: 'a', whenBusy: 'never' }, 'whenBusy'],
    [sendBodySchema, { text: 'a', idempotencyKey: '' }, 'idempotencyKey'],
    [sendBodySchema, { text: 'a', idempotencyKey: 'k'.repeat(201) }, 'idempotencyKey'],
    [sendBodySchema, { text: 'a', message: 'b' }, 'message'],
    [approveBodySchema, { option: 0 }, 'option'],
    [approveBodySchema, { option: 1.5 }, 'option'],
    [approveBodySchema, { option: '' }, 'option'],
    [approveBodySchema, { scope: 'session' }, 'scope'],
    [approveBodySchema, { feedback: 'x' }, 'feedback'],
    [approveBodySchema, { requestId: '' }, 'requestId'],
    [rejectBodySchema, { feedback: '' }, 'feedback'],
    [rejectBodySchema, { option: 1 }, 'option'],
    [answerBodySchema, {}, 'answers'],
    [answerBodySchema, { answers: { q: 5 } }, 'answers.q'],
    [answerBodySchema, { answers: { q: [''] } }, 'answers.q'],
    [answerBodySchema, { answers: {}, more: 1 }, 'more'],
  ])('refuses the body %#', (schema, input, path) => {
    const [first] = wrongPaths(schema, input);
    expect(first?.split('.').slice(0, path.split('.').length).join('.')).toBe(path);
  });
});
