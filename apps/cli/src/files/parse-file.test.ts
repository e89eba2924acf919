import { permissionPolicySchema, pipelineDefinitionSchema } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseFile } from './parse-file.ts';

const error = (text: string, schema = pipelineDefinitionSchema): string => {
  try {
    parseFile(schema, { name: 'a.yaml', text });
  } catch (caught) {
    expect(caught).toBeInstanceOf(UsageError);
    return caught instanceof Error ? caught.message : '';
  }
  return 'no error';
};

describe('a file', () => {
  test('is YAML, or JSON', () => {
    const rules = [{ tool: 'Bash', command: 'npm test', decision: 'allow' }];
    const yaml = 'rules:\n  - tool: Bash\n    command: npm test\n    decision: allow\n';
    for (const text of [yaml, JSON.stringify({ rules }), JSON.stringify({ rules }, null, '\t')]) {
      expect(parseFile(permissionPolicySchema, { name: 'p', text })).toEqual({ rules });
    }
  });

  test('that cannot be read is told with line and column', () => {
    expect(error('name: [a\nb: c')).toMatch(/^a\.yaml:\d+:\d+: /);
    expect(error('name: "unclosed')).toMatch(/^a\.yaml:1:\d+: /);
    expect(error('a: 1\na: 2')).toMatch(/^a\.yaml:2:1: .*unique/);
  });

  test('is told each thing that is wrong, with the line of it or of what it is missing in', () => {
    const text = [
      'name: release',
      'workDir: /project',
      'steps:',
      '  - name: one',
      '    prompt: first',
      '  - name: two',
      '    promt: second',
    ].join('\n');
    expect(error(text).split('\n')).toEqual([
      'a.yaml:6: steps.1.prompt: is required',
      'a.yaml:7: steps.1.promt: unknown field',
    ]);
    expect(error('[]')).toBe('a.yaml:1: must be one JSON object');
    expect(error('')).toContain('a.yaml:1: ');
  });

  test('tells ten things at most', () => {
    const rules = Array.from({ length: 14 }, () => ({ tool: 'Bash', decision: 'maybe' }));
    const text = JSON.stringify({ rules });
    let message = '';
    try {
      parseFile(permissionPolicySchema, { name: 'p', text });
    } catch (caught) {
      message = caught instanceof Error ? caught.message : '';
    }
    expect(message.split('\n')).toHaveLength(11);
    expect(message).toContain('… and 4 more');
  });

  test('with aliases without end is refused', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => pair.split(''))) {
      bomb.push(
        `${to ?? ''}: &${to ?? ''} [${Array(9)
          .fill(`*${from ?? ''}`)
          .join(',')}]`,
      );
    }
    expect(error(bomb.join('\n'))).toMatch(/^a\.yaml: .*alias/i);
  });
});
