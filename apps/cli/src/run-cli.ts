import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { createProgram } from './program.ts';

/** `--json` where the command line could not be parsed, so that its errors have the shape that was asked for. */
function wantsJson(parameters: readonly string[]): boolean {
  const dashes = parameters.indexOf('--');
  return (dashes === -1 ? parameters : parameters.slice(0, dashes)).includes('--json');
}

/** Carries out one command line and resolves with its exit code. Never rejects. */
export async function runCli(parameters: readonly string[], io: CliIo): Promise<number> {
  try {
    // The server parses its own flags, `--help` among them.
    if (parameters[0] === 'serve') {
      const { serve } = await import('./commands/serve.ts');
      return await serve(parameters.slice(1), io);
    }
    const run = { exitCode: EXIT.ok as number };
    await createProgram(parameters, io, run).parseAsync(parameters, { from: 'user' });
    return run.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { reportError } = await import('./report-error.ts');
    return reportError(error, io, wantsJson(parameters));
  }
}
