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
  stderr: string;
}

/** The terminal that stdout is; where it is none, keys never come and the size is a guess. */
export interface Terminal {
  size(): { columns: number; rows: number };
  /** Until the function that it returns is called. */
  onResize(listener: () => void): () => void;
  /**
   * Takes the whole terminal: another screen, no cursor, keys as they are pressed (pastes marked as such). The function
   * that it returns gives it back; so does the end of the process, whatever ends it short of SIGKILL.
   */
  takeOver(onInput: (text: string) => void): () => void;
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
  readonly terminal: Terminal;
  /** How this program is started: its interpreter and its file. */
  readonly self: readonly [string, ...string[]];
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `action` again and again, until the function that it returns is called. */
  every(milliseconds: number, action: () => void): () => void;
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
