import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';

export interface ProgramOutput {
  /** Null where it was ended by a signal, or took too long. */
  exitCode: number | null;
  /** Both streams, without blanks around them. */
  text: string;
}

export interface DirectoryFacts {
  isDirectory: boolean;
  /** The lowest nine bits. */
  mode: number;
  isOurs: boolean;
  isWritable: boolean;
}

/** What the checks look at outside themselves. */
export interface Probes {
  /** Runs a program and reads what it says; null where there is no such program. */
  run(command: readonly [string, ...string[]]): Promise<ProgramOutput | null>;
  /** Null where nothing is there. */
  directory(path: string): Promise<DirectoryFacts | null>;
}

/** A version is printed at once; a program that takes longer waits for something else. */
const RUN_TIMEOUT_MS = 15_000;

function run(
  [program, ...parameters]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<ProgramOutput | null> {
  return new Promise((resolve) => {
    const options = { env, timeout: RUN_TIMEOUT_MS, killSignal: 'SIGKILL' as const };
    const child = execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') resolve(null);
      else resolve({ exitCode: child.exitCode, text: `${stdout}${stderr}`.trim() });
    });
    child.stdin?.end();
  });
}

async function directory(path: string): Promise<DirectoryFacts | null> {
  try {
    const facts = await stat(path);
    const isWritable = await access(path, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    return {
      isDirectory: facts.isDirectory(),
      mode: facts.mode & 0o777,
      isOurs: facts.uid === process.getuid?.(),
      isWritable,
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

export function createProbes(env: NodeJS.ProcessEnv): Probes {
  return { run: (command) => run(command, env), directory };
}
