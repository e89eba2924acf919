/** One of the program's output streams. */
export interface OutputStream {
  readonly isTty: boolean;
  write(text: string): void;
}

export interface Spinner {
  update(text: string): void;
  stop(): void;
}

export interface ProgramResult {
  exitCode: number;
  stdout: string;
}

/** Everything outside the program that a command touches. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdinIsTty: boolean;
  /** Aborted with an {@link Interruption} when the program is to end. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  readStdin(): Promise<Uint8Array>;
  /** Asks on the terminal (stderr and stdin); null at the end of the input. */
  ask(question: string): Promise<string | null>;
  startSpinner(text: string): Promise<Spinner>;
  /** Runs a program beside this terminal and reads what it prints; its failure is an exit code that is not 0. */
  run(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<ProgramResult>;
  /** Runs a program on this terminal and resolves with its exit code. */
  runOnTerminal(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<number>;
}

/** Why the program ends before its command is done. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
