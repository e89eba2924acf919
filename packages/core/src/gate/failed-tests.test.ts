import { expect, test } from 'vitest';
import { bashKind } from './bash-kind.ts';
import { failedTests } from './failed-tests.ts';

test.each([
  [
    'Vitest',
    ' Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 10 passed (12)\n   Duration  1.2s',
  ],
  ['Jest', 'Test Suites: 1 failed, 2 passed, 3 total\nTests:       1 failed, 20 passed, 21 total'],
  ['node:test', '# tests 3\n# pass 2\n# fail 1\n'],
  ['node:test', 'ℹ pass 2\nℹ fail 1'],
  ['Mocha', '  3 passing (20ms)\n  1 failing\n'],
  ['pytest', '=========== 1 failed, 4 passed in 0.12s ==========='],
  ['pytest', '4 passed, 1 error in 0.12s'],
  ['unittest', 'Ran 3 tests in 0.001s\n\nFAILED (failures=1)'],
  ['cargo', 'test result: FAILED. 1 passed; 1 failed; 0 ignored'],
  ['go', '--- FAIL: TestAdd (0.00s)\nFAIL\texample.com/a\t0.003s'],
  ['RSpec', '3 examples, 1 failure'],
  ['PHPUnit', 'FAILURES!\nTests: 3, Assertions: 5, Failures: 1.'],
  ['Maven', '[ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 0'],
  ['Gradle', '5 tests completed, 1 failed'],
  ['dotnet', 'Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3'],
])('%s tells of failures in %j', (runner, output) => {
  expect(failedTests(output)?.runner).toBe(runner);
});

test.each([
  ['Vitest', ' Test Files  4 passed (4)\n      Tests  12 passed (12)'],
  ['Jest', 'Tests:       21 passed, 21 total'],
  ['node:test', '# pass 2\n# fail 0\n'],
  ['Mocha', '  3 passing (20ms)\n'],
  ['pytest', '====== 5 passed, 1 warning in 0.12s ======'],
  ['unittest', 'Ran 3 tests in 0.001s\n\nOK'],
  ['cargo', 'test result: ok. 2 passed; 0 failed; 0 ignored'],
  ['go', 'ok  \texample.com/a\t0.003s'],
  ['RSpec', '3 examples, 0 failures'],
  ['PHPUnit', 'OK (3 tests, 5 assertions)'],
  ['Maven', '[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0'],
  ['Gradle', 'BUILD SUCCESSFUL in 3s'],
  ['dotnet', 'Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3'],
])('%s tells of no failure in %j', (_runner, output) => {
  expect(failedTests(output)).toBeNull();
});

test.each(['', 'all good', '0 failed', 'We have 3 failed attempts', 'fail 1', 'Tests: none'])(
  '%j is of no runner',
  (output) => {
    expect(failedTests(output)).toBeNull();
  },
);

test.each([
  ['npm test', 'npm test'],
  ['npm run test', 'npm test'],
  ['cd app && npm test -- --run', 'npm test'],
  ['CI=1 pnpm -r run test 2>&1 | tail -20', 'pnpm test'],
  ['npx vitest run src/a.test.ts', 'npx vitest'],
  ['pnpm exec vitest run', 'pnpm vitest'],
  ['python3 -m pytest -q', 'python3 pytest'],
  ['make test || true', 'make test'],
  ['cargo test --all', 'cargo test'],
  ['pytest tests/test_a.py', 'pytest'],
  ['grep -rn "a && b" src', 'grep'],
  ['', ''],
  ['echo $(', 'echo'],
])('%j is %j', (line, kind) => {
  expect(bashKind(line)).toBe(kind);
});
