import { isServerListening } from '../io/server-probe.ts';
import { sleep, type Timers } from '../io/timers.ts';
import type { AttachPlan } from '../io/control-process.ts';
import { serverLostError, TmuxError } from '../tmux-error.ts';
import type { CommandText } from '../commands/commands.ts';
import { CommandTable } from './command-table.ts';
import { Connection, type ConnectionEnd } from './connection.ts';
import type {
  Blocks,
  LinkCommand,
  LinkEvents,
  LinkReply,
  RunCommands,
  ServerIdentity,
} from './link-types.ts';

/** A watchdog: guards against a server that takes the connection and never answers. */
const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 2_000;

export interface LinkSetup {
  timers: Timers;
  events: LinkEvents;
  /** Where to attach, asked anew for each client. @throws TmuxError `pane_not_found` where there is nothing to attach to any more */
  attachPlan(): Promise<AttachPlan>;
  /** Brings a server that was just attached to into the state that we need. */
  prepare(run: RunCommands): Promise<ServerIdentity>;
  /** Makes the keeper session again, on a server that lives without it. */
  restoreKeeper(): Promise<void>;
}

/**
 * Commands to one tmux server, over one control client after another: when a client ends and the server lives, the
 * next one is started. When the server is gone, so is the link, for good.
 */
export class Link {
  readonly #setup: LinkSetup;
  readonly #table: CommandTable;
  #state: 'connecting' | 'ready' | 'lost' | 'closed' = 'connecting';
  #connection: Connection | null = null;
  #server: ServerIdentity | null = null;
  #lostReason = '';

  constructor(setup: LinkSetup) {
    this.#setup = setup;
    this.#table = new CommandTable(setup.timers, () => this.#connection?.kill());
  }

  /** The first connection. @throws TmuxError when tmux refuses it */
  async connect(): Promise<ServerIdentity> {
    const server = await this.#connectOnce();
    this.#becomeReady(server);
    return server;
  }

  /** Sent in one write. Every command is answered exactly once, in order. */
  submit(commands: readonly LinkCommand[]): void {
    const refusal = this.#refusal();
    if (refusal) {
      // Never from within the call: the caller's state is not in place yet.
      queueMicrotask(() => {
        for (const { onReply } of commands) onReply({ ok: false, error: refusal });
      });
      return;
    }
    const ids = this.#table.add(commands);
    if (this.#state === 'ready') this.#connection?.submit(this.#table.take(ids));
  }

  /** A command that changes something is tried once; one that does not may be sent again. */
  run(kind: 'read' | 'change', ...texts: readonly CommandText[]): Promise<Blocks[]> {
    return collect(kind === 'read', texts, (commands) => this.submit(commands));
  }

  /** End the client that is attached, so that the next one attaches where {@link LinkSetup.attachPlan} then says. */
  attachAnew(): void {
    this.#connection?.kill();
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#table.failAll(closedError());
    await this.#connection?.detach();
  }

  #refusal(): TmuxError | null {
    if (this.#state === 'closed') return closedError();
    return this.#state === 'lost' ? serverLostError(this.#lostReason) : null;
  }

  async #connectOnce(): Promise<ServerIdentity> {
    const plan = await this.#setup.attachPlan();
    if (this.#state === 'closed') throw closedError();
    const connection = await this.#attach(plan);
    const run: RunCommands = (...texts) =>
      collect(false, texts, (commands) => {
        connection.submit(this.#table.take(this.#table.add(commands)));
      });
    const cancel = this.#setup.timers.after(CONNECT_TIMEOUT_MS, () => connection.kill());
    try {
      return await this.#setup.prepare(run);
    } catch (error) {
      connection.kill();
      throw error;
    } finally {
      cancel();
    }
  }

  #attach(plan: AttachPlan): Promise<Connection> {
    const { timers, events } = this.#setup;
    return new Promise((resolve, reject) => {
      const connection = Connection.open(plan, timers, {
        onAttached: () => {
          cancel();
          resolve(connection);
        },
        onReply: (id, reply) => this.#table.answer(id, reply),
        onNotification: (notification) => events.onNotification(notification),
        onUnknownLine: (line) => events.onUnknownLine(line),
        onEnd: (end) => {
          cancel();
          reject(refusedError(end));
          this.#onEnd(connection, end);
        },
      });
      const cancel = timers.after(CONNECT_TIMEOUT_MS, () => connection.kill());
      this.#connection = connection;
    });
  }

  #onEnd(connection: Connection, end: ConnectionEnd): void {
    const reason = `${end.reason}${end.detail ? `: ${end.detail}` : ''}`;
    this.#table.interrupt(end.unanswered, reason);
    if (this.#connection !== connection || this.#state !== 'ready') return;
    this.#state = 'connecting';
    this.#setup.events.onDisconnected(reason);
    void this.#reconnect(reason);
  }

  async #reconnect(reason: string): Promise<void> {
    for (
      let wait = FIRST_RETRY_MS;
      this.#state === 'connecting';
      wait = Math.min(wait * 2, LAST_RETRY_MS)
    ) {
      if (!(await this.#serverListens())) {
        this.#lose(reason);
        return;
      }
      const outcome = await this.#tryAgain();
      if (outcome === 'connected') return;
      if (outcome === 'nothing-there') {
        this.#lose(`${reason}; what it was attached to is gone`);
        return;
      }
      if (outcome === 'other-server') {
        this.#lose(`${reason}; another server took its place`);
        return;
      }
      await sleep(this.#setup.timers, wait);
    }
  }

  async #tryAgain(): Promise<'connected' | 'other-server' | 'nothing-there' | 'failed'> {
    // Closed meanwhile: no further process.
    if (this.#state !== 'connecting') return 'failed';
    try {
      const server = await this.#connectOnce();
      if (server.pid !== this.#server?.pid || server.startTime !== this.#server.startTime) {
        this.#connection?.kill();
        return 'other-server';
      }
      this.#becomeReady(server);
      return 'connected';
    } catch (error) {
      if (error instanceof TmuxError && error.code === 'pane_not_found') return 'nothing-there';
      // The keeper may have been killed with other sessions left; where that is not it, this changes nothing.
      await this.#setup.restoreKeeper().catch(() => undefined);
      return 'failed';
    }
  }

  async #serverListens(): Promise<boolean> {
    return this.#server !== null && (await isServerListening(this.#server.socketPath));
  }

  #becomeReady(server: ServerIdentity): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'ready';
    this.#server = server;
    this.#connection?.submit(this.#table.take());
    this.#setup.events.onConnected(server);
  }

  #lose(reason: string): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'lost';
    this.#lostReason = reason;
    this.#table.failAll(serverLostError(reason));
    this.#setup.events.onServerLost(reason);
  }
}

/** Rejects with the first error. */
function collect(
  repeatable: boolean,
  texts: readonly CommandText[],
  send: (commands: readonly LinkCommand[]) => void,
): Promise<Blocks[]> {
  const commands: LinkCommand[] = [];
  const replies = texts.map(
    (text) =>
      new Promise<Blocks>((resolve, reject) => {
        const onReply = (reply: LinkReply): void => {
          if (reply.ok) resolve(reply.blocks);
          else reject(reply.error);
        };
        commands.push({ text, repeatable, onReply });
      }),
  );
  send(commands);
  return Promise.all(replies);
}

function closedError(): TmuxError {
  return new TmuxError('closed', 'This tmux client was closed; connect again.');
}

function refusedError({ reason, detail }: ConnectionEnd): TmuxError {
  const sentence = detail === '' ? reason : detail;
  return new TmuxError('command_failed', `tmux attach-session failed: ${sentence}`);
}
