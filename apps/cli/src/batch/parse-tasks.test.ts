import { describe, expect, test } from 'vitest';
import { parseTasks } from './parse-tasks.ts';

const parse = (text: string) => parseTasks({ name: 'tasks.ndjson', text }, '/here');

describe('tasks', () => {
  test('are one on each line; empty lines are passed over, and counted', () => {
    const text = '{"prompt":"a\\nb","name":"one"}\r\n\n  {"template":"t","workDir":"sub"}\n';
    expect(parse(text)).toEqual([
      { line: 1, label: 'one', body: { prompt: 'a\nb', name: 'one', workDir: '/here' } },
      { line: 3, label: 't', body: { templateId: 't', workDir: '/here/sub' } },
    ]);
  });

  test.each([
    ['not json', /^tasks\.ndjson:1: not JSON: /],
    ['[]', /:1: must be one JSON object$/],
    ['{"prompt":"x"}\n{"prmpt":"x","prompt":"y"}', /:2: prmpt: unknown field$/],
    ['{"workDir":"/x"}', /:1: has nothing to do/],
    ['{"template":"a","templateId":"b"}', /:1: template and templateId/],
    ['\n\n', /has no tasks/],
    ['{"prompt":"a","workDir":7}', /:1: workDir: /],
  ])('%j is refused', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test('tell every line that is wrong', () => {
    const text = Array.from({ length: 12 }, () => '{').join('\n');
    expect(() => parse(text)).toThrow(/:1: [\s\S]*:10: [\s\S]*… and 2 more/);
  });
});
