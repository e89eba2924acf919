import { TestkitError } from '../testkit-error.ts';
import { runProcess, type RunOptions } from './run-process.ts';

/**
 * The standard output of a command that must succeed.
 *
 * @throws TestkitError `command_failed`, with what it wrote
 */
export async function runChecked(
  argv: readonly [string, ...string[]],
  options: RunOptions,
): Promise<string> {
  const { code, signal, stdout, stderr } = await runProcess(argv, options);
  if (code === 0) return stdout;
  const end = signal === null ? `exit code ${String(code)}` : signal;
  throw new TestkitError(
    'command_failed',
    `${argv.join(' ')}: ${end}: ${stderr.trim() || stdout.trim()}`,
  );
}
