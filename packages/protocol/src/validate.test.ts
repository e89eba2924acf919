import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { AegisError } from './aegis-error.ts';
import { parseRequest, toRequestIssues, type RequestIssue } from './validate.ts';

const schema = v.strictObject({
  text: v.string(),
  env: v.optional(v.record(v.string(), v.string())),
  list: v.optional(v.array(v.pipe(v.number(), v.integer('must be whole')))),
});

function issuesOf(input: unknown): unknown {
  try {
    parseRequest(schema, input, 'request body');
  } catch (error) {
    if (AegisError.is(error)) return error.details['issues'];
    throw error;
  }
  return 'no error';
}

describe('parseRequest', () => {
  test('gives the output', () => {
    expect(parseRequest(schema, { text: 'a' }, 'request body')).toEqual({ text: 'a' });
  });

  test.each<[string, unknown, RequestIssue[]]>([
    ['a missing field', {}, [{ path: 'text', message: 'is required' }]],
    ['an unknown field', { text: 'a', tex: 1 }, [{ path: 'tex', message: 'unknown field' }]],
    [
      'a wrong type, by its path',
      { text: 'a', env: { PATH: 5 } },
      [{ path: 'env.PATH', message: 'Invalid type: Expected string but received 5' }],
    ],
    [
      'an entry of a list',
      { text: 'a', list: [1, 1.5] },
      [{ path: 'list.1', message: 'must be whole' }],
    ],
  ])('names %s', (_, input, issues) => {
    expect(issuesOf(input)).toEqual(issues);
  });

  test('names all that is wrong at once, in one sentence', () => {
    expect(() => parseRequest(schema, { list: [0.5], more: 1 }, 'request body')).toThrow(
      'Invalid request body: text: is required; list.0: must be whole; more: unknown field.',
    );
  });

  test.each([null, 'text', 7, undefined])('refuses %j as a whole', (input) => {
    expect(issuesOf(input)).toMatchObject([{ path: '' }]);
  });

  test('refuses an array, also where no field is required', () => {
    const empty = v.strictObject({ a: v.optional(v.string()) });
    expect(parseRequest(empty, {}, 'request body')).toEqual({});
    expect(() => parseRequest(empty, [], 'request body')).toThrow('must be one JSON object');
  });

  test('is status 400', () => {
    expect(() => parseRequest(schema, {}, 'query')).toThrow(
      expect.objectContaining({ code: 'invalid_request', status: 400 }),
    );
  });

  test('has an issue even where none was given', () => {
    expect(toRequestIssues([])).toEqual([{ path: '', message: 'invalid' }]);
  });
});
