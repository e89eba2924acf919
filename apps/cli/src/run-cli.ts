import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { createProgram, wantsJson } from './program.ts';

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
    const json = wantsJson(parameters);
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      if (!json) return EXIT.usage;
    }
    const { reportError } = await import('./report-error.ts');
    return reportError(error, io, json);
  }
}
