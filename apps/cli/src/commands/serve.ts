import { runServer } from '@aegis/server';
import type { CliIo } from '../io.ts';

/** Runs the Aegis server in this process until it is told to stop. It parses its own flags. */
export function serve(parameters: readonly string[], io: CliIo): Promise<number> {
  return runServer(parameters, io.env);
}
