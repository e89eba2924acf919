import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { ScriptTarget, transpileModule } from 'typescript';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, namedPaths } from './evaluate-policy.ts';
import { policyProblems } from './policy-problems.ts';
import type { PolicyRequest } from './request.ts';
import { documentedExamples } from './testing/documented.ts';
import { request } from './testing/requests.ts';

const FIELDS: Readonly<Record<string, string>> = {
  Bash: 'command',
  Glob: 'path',
  Grep: 'path',
  WebFetch: 'url',
};

/** `Bash: git status` as a call. */
function called(call: string): PolicyRequest {
  const at = call.indexOf(': ');
  const [tool, subject] = [call.slice(0, at), call.slice(at + 2)];
  return request(tool, { [FIELDS[tool] ?? 'file_path']: subject });
}

const examples = documentedExamples(
  readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8'),
);

describe('docs/policy.md', () => {
  test('has examples', () => {
    expect(examples.map(({ calls }) => calls.length > 5)).toEqual([true, true, true, true]);
  });

  describe.each(examples)('with the rules of an example', ({ policy, calls }) => {
    test('they can be used', () => expect(policyProblems(policy)).toEqual([]));

    test.each(calls)('$call: $verdict', ({ call, verdict, rule }) => {
      expect(evaluatePolicy(policy, called(call))).toMatchObject({ decision: verdict, rule });
    });
  });
});

test('the example of the README says what it says', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const body = code.replace(/^import .*$/gm, '').replaceAll('console.log(', 'say(');
  const said: unknown[] = [];
  const realpathSync = (path: string) => path;
  const say = (line: unknown) => said.push(line);
  const { outputText } = transpileModule(body, {
    compilerOptions: { target: ScriptTarget.ES2022 },
  });
  runInNewContext(outputText, { evaluatePolicy, namedPaths, realpathSync, say });
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map((match) => match[1]);
  expect(promised.length).toBeGreaterThan(2);
  expect(said).toEqual(promised);
});
