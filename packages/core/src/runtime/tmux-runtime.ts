import { access } from 'node:fs/promises';
import { AegisError, type ErrorCode } from '@aegis/protocol';
import {
  checkTmux,
  connectTmux,
  findForeignPane,
  TmuxError,
  visitTmux,
  type Timers,
  type TmuxClient,
} from '@aegis/tmux';
import { findProgram, listPrograms } from '../adopt/find-programs.ts';
import { socketPath } from '../adopt/tmux-sockets.ts';
import { adoptedPane } from './adopted-pane.ts';
import { ownWindow } from './pane-host.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type {
  AdoptedProgram,
  FoundProgram,
  LaunchPlan,
  ReadScreen,
  RuntimeHealth,
  SessionHandle,
  SessionRuntime,
} from '../ports/runtime.ts';
import { afterQuiet } from '../time/late-timer.ts';
import { TerminalHandle } from './terminal-handle.ts';

/** The wait for an answer that is on its way must not end because this process was stopped. */
const TIMERS: Timers = { after: (ms, callback) => afterQuiet(ms, callback, 'keep-alive') };

/** The pane option that says whose a pane is: adoption after a restart needs nothing else. */
const SESSION_OPTION = 'aegis_session';

export interface TmuxRuntimeOptions {
  socketName: string;
  tmuxPath: string;
  env: Readonly<Record<string, string>>;
  /** Cells of each session's window: large enough that a dialog fits whole. */
  size: { cols: number; rows: number };
  clock: Clock;
  logger: Logger;
  readScreen: ReadScreen;
}

const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  not_found: 'tmux_not_found',
  too_old: 'tmux_too_old',
  pane_not_found: 'pane_not_found',
};

function toAegisError(error: unknown): AegisError {
  if (AegisError.is(error)) return error;
  if (error instanceof TmuxError) {
    return new AegisError(ERROR_CODES[error.code] ?? 'tmux_failed', error.message, {
      details: { tmux: error.code },
      cause: error,
    });
  }
  return new AegisError('tmux_failed', `tmux failed: ${String(error)}`, { cause: error });
}

/** Sessions as windows of one tmux server on our own socket. Connects when it is first needed. */
export class TmuxRuntime implements SessionRuntime {
  readonly kind = 'tmux';
  readonly #options: TmuxRuntimeOptions;
  #connection: Promise<TmuxClient> | null = null;

  constructor(options: TmuxRuntimeOptions) {
    this.#options = options;
  }

  async launch(plan: LaunchPlan): Promise<SessionHandle> {
    const { size } = this.#options;
    try {
      const client = await this.#client();
      const window = await client.newWindow({
        name: plan.name,
        cwd: plan.workDir,
        env: plan.env,
        argv: plan.argv,
        ...size,
        paneOptions: { [SESSION_OPTION]: plan.sessionId },
      });
      return await TerminalHandle.open(
        ownWindow(client, window.windowId),
        { ...window, ...size, windowName: plan.name },
        this.#options,
      );
    } catch (error) {
      throw toAegisError(error);
    }
  }

  async recover(): Promise<ReadonlyMap<string, SessionHandle>> {
    const found = new Map<string, SessionHandle>();
    try {
      const client = await this.#client();
      for (const pane of await client.listPanes([SESSION_OPTION])) {
        const sessionId = pane.options[SESSION_OPTION];
        if (sessionId === undefined || sessionId === '') continue;
        found.set(
          sessionId,
          await TerminalHandle.open(ownWindow(client, pane.windowId), pane, this.#options),
        );
      }
    } catch (error) {
      throw toAegisError(error);
    }
    return found;
  }

  async adopt(program: AdoptedProgram): Promise<SessionHandle> {
    const { tmuxPath, env, clock } = this.#options;
    const { socketPath, paneId, pid } = program;
    const server = { socketPath, tmuxPath, env };
    try {
      const pane = await findForeignPane(server, paneId);
      const visitor = await visitTmux({ ...server, paneId: pane.paneId, timers: TIMERS });
      const host = adoptedPane(visitor, program, clock);
      return await TerminalHandle.open(host, { ...pane, pid }, this.#options);
    } catch (error) {
      throw toAegisError(error);
    }
  }

  /** @param socket a name or a path; null: tmux's default */
  findProgram({ socket, pane }: { socket: string | null; pane: string }): Promise<FoundProgram> {
    const path = socketPath(socket ?? 'default', this.#options.env);
    return findProgram({ ...this.#finding, socketPath: path, pane }).catch((error: unknown) => {
      throw toAegisError(error);
    });
  }

  listPrograms(): Promise<FoundProgram[]> {
    return listPrograms(this.#finding);
  }

  get #finding() {
    const { tmuxPath, env } = this.#options;
    return { tmuxPath, env, ownSocketPath: this.#socketPath };
  }

  get #socketPath(): string {
    const { env, socketName } = this.#options;
    return socketPath(socketName, env);
  }

  /** Whether a tmux server may run on our socket; looks at the socket and starts nothing. */
  async isHostThere(): Promise<boolean> {
    return access(this.#socketPath).then(
      () => true,
      () => false,
    );
  }

  async health(): Promise<RuntimeHealth> {
    const { socketName } = this.#options;
    try {
      const { tmuxPath, env } = this.#options;
      const version = await checkTmux({ socketName, tmuxPath, env });
      return { available: true, version: version.text, socketName, problem: null };
    } catch (error) {
      const problem = toAegisError(error).message;
      return { available: false, version: null, socketName, problem };
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    const client = await connection?.catch(() => null);
    await client?.close();
  }

  /** End the tmux server if nothing of anybody's runs in it. */
  async endEmptyHost(): Promise<void> {
    const client = await this.#connection?.catch(() => null);
    if (client && (await client.listPanes()).length === 0) await this.endHost();
  }

  /** End the tmux server, once its last session is gone. */
  async endHost(): Promise<void> {
    const client = await this.#connection?.catch(() => null);
    this.#connection = null;
    await client?.killServer().catch((error: unknown) => {
      throw toAegisError(error);
    });
  }

  #client(): Promise<TmuxClient> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<TmuxClient> {
    const { socketName, tmuxPath, env, logger } = this.#options;
    try {
      const client = await connectTmux({ socketName, tmuxPath, env, timers: TIMERS });
      client.onEvent((event) => {
        if (event.type === 'server-lost') this.#connection = null;
        const { type, ...fields } = event;
        if (type === 'connected') logger.debug(fields, 'tmux connected');
        else logger.warn(fields, `tmux ${type}`);
      });
      return client;
    } catch (error) {
      // The next call tries afresh: tmux may have been installed meanwhile.
      this.#connection = null;
      throw toAegisError(error);
    }
  }
}
