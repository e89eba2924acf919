/** How a test runner says, in a line of its own, that tests failed. */
const RUNNERS: readonly { name: string; failed: RegExp }[] = [
  { name: 'Vitest', failed: /^ *(?:Tests|Test Files) +(?:\S.* \| )?[1-9]\d* failed\b.*$/m },
  { name: 'Jest', failed: /^(?:Tests|Test Suites): +(?:\S.*, )?[1-9]\d* failed, .*$/m },
  { name: 'node:test', failed: /^[#ℹ] fail [1-9]\d*$/m },
  { name: 'Mocha', failed: /^ *[1-9]\d* failing$/m },
  { name: 'pytest', failed: /^(?:=+ )?(?:\d+ \w+, )*[1-9]\d* (?:failed|errors?)\b.* in \d.*$/m },
  { name: 'unittest', failed: /^FAILED \((?:failures|errors)=\d.*\)$/m },
  { name: 'cargo', failed: /^test result: FAILED\..*$/m },
  { name: 'go', failed: /^(?:--- FAIL: |FAIL\t).*$/m },
  { name: 'RSpec', failed: /^\d+ examples?, [1-9]\d* failure.*$/m },
  { name: 'PHPUnit', failed: /^Tests: \d+, Assertions: \d+,.* (?:Failures|Errors): [1-9].*$/m },
  {
    name: 'Maven',
    failed: /Tests run: \d+, (?:Failures: [1-9]\d*, Errors: \d|Failures: 0, Errors: [1-9]).*/,
  },
  { name: 'Gradle', failed: /^\d+ tests? completed, [1-9]\d* failed.*$/m },
  { name: 'dotnet', failed: /^Failed! +- Failed: +[1-9].*$/m },
];

/** The line in which a command's output says that tests failed, and whose it is. Null: no runner that is known says so. */
export function failedTests(output: string): { runner: string; line: string } | null {
  for (const { name: runner, failed } of RUNNERS) {
    const line = failed.exec(output)?.[0].trim();
    if (line !== undefined) return { runner, line: line.slice(0, 200) };
  }
  return null;
}
