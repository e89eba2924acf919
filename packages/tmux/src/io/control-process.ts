import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { LineSplitter } from '../protocol/line-splitter.ts';
import { notFoundError, serverArguments, type TmuxServer } from './tmux-environment.ts';
import type { Timers } from './timers.ts';

/** Enough for tmux's sentence; the rest is drained and dropped. */
const MAX_STDERR_CHARACTERS = 4_000;
/** A watchdog: a client that does not leave when asked is stopped, or its server is. */
const CLOSE_TIMEOUT_MS = 1_000;
/**
 * A watchdog: the server holds our output pipe too, and one that is stopped keeps it open after the client's end.
 */
const DRAIN_TIMEOUT_MS = 250;

/** Which session of which server a control client attaches to. */
export interface AttachPlan {
  server: TmuxServer;
  /** Flags and target of `attach-session`. */
  attachTo: readonly string[];
}

export interface ControlProcessEvents {
  onLine(line: Uint8Array): void;
  onOverflow(): void;
  /** Once, after the last line. */
  onEnd(detail: string): void;
}

/** One `tmux -C` process: lines out, text in. Its output is read at all times, whoever listens. */
export class ControlProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #timers: Timers;
  readonly #ended: Promise<void>;
  #running = true;

  private constructor(
    { server, attachTo }: AttachPlan,
    timers: Timers,
    events: ControlProcessEvents,
  ) {
    this.#timers = timers;
    // `-N`: never start a server here. `-E`: leave the session's environment alone.
    const attach = ['-N', '-C', 'attach-session', '-E', ...attachTo];
    this.#child = spawn(server.tmuxPath, [...serverArguments(server), ...attach], {
      env: server.env,
      cwd: '/',
      stdio: 'pipe',
    });
    this.#ended = this.#listen(server, events);
  }

  static start(plan: AttachPlan, timers: Timers, events: ControlProcessEvents): ControlProcess {
    return new ControlProcess(plan, timers, events);
  }

  write(text: string): void {
    if (this.#running) this.#child.stdin.write(text);
  }

  /** Ends the client, not the server. Resolves when the process is gone. */
  async detach(): Promise<void> {
    if (this.#running) {
      const cancel = this.#timers.after(CLOSE_TIMEOUT_MS, () => this.#child.kill('SIGKILL'));
      // An empty line detaches; with the end of the input behind it, a client that waits for one leaves too.
      this.#child.stdin.end('\n');
      await this.#ended;
      cancel();
    }
  }

  /** For a client that no longer makes sense or does not answer. */
  kill(): void {
    if (this.#running) this.#child.kill('SIGKILL');
  }

  #listen(target: TmuxServer, events: ControlProcessEvents): Promise<void> {
    const child = this.#child;
    const splitter = new LineSplitter();
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const { lines, overflow } = splitter.push(chunk);
      for (const line of lines) events.onLine(line);
      if (overflow) events.onOverflow();
    });
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      stderr = (stderr + text).slice(0, MAX_STDERR_CHARACTERS);
    });
    // The end is told by `close`; a write that comes too late must not become an uncaught error.
    child.stdin.on('error', () => undefined);
    return new Promise((resolve) => {
      const end = (detail: string): void => {
        if (!this.#running) return;
        this.#running = false;
        events.onEnd(detail);
        resolve();
      };
      const endOfProcess = (code: number | null, signal: NodeJS.Signals | null): void => {
        end(stderr.trim() || (signal === null ? `exit status ${code ?? 'unknown'}` : signal));
      };
      child.once('error', (error) => end(notFoundError(target.tmuxPath, error).message));
      child.once('close', endOfProcess);
      child.once('exit', (code, signal) => {
        this.#timers.after(DRAIN_TIMEOUT_MS, () => {
          endOfProcess(code, signal);
          child.stdout.destroy();
          child.stderr.destroy();
        });
      });
    });
  }
}
