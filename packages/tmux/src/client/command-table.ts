import type { Timers } from '../io/timers.ts';
import type { MachineReply, MachineRequest } from '../machine/machine-types.ts';
import { commandError, TmuxError } from '../tmux-error.ts';
import type { LinkCommand } from './link-types.ts';

/** A watchdog: guards against a reply that never comes, from a server that is stopped or stuck. */
export const COMMAND_TIMEOUT_MS = 15_000;

interface Entry {
  id: number;
  command: LinkCommand;
  state: 'waiting' | 'written';
  cancelTimeout: () => void;
}

/** Every command that is not answered yet, in the order in which it was given. Each is answered exactly once. */
export class CommandTable {
  readonly #timers: Timers;
  readonly #onTimeout: () => void;
  readonly #entries = new Map<number, Entry>();
  #nextId = 1;

  /** @param onTimeout a command that tmux had got was not answered in time: the connection is of no use */
  constructor(timers: Timers, onTimeout: () => void) {
    this.#timers = timers;
    this.#onTimeout = onTimeout;
  }

  add(commands: readonly LinkCommand[]): number[] {
    return commands.map((command) => {
      const id = this.#nextId++;
      const cancelTimeout = this.#timers.after(COMMAND_TIMEOUT_MS, () => this.#expire(id));
      this.#entries.set(id, { id, command, state: 'waiting', cancelTimeout });
      return id;
    });
  }

  /** The requests to write now: those of `ids` that wait, or all that wait. */
  take(ids: Iterable<number> = this.#entries.keys()): MachineRequest[] {
    const requests: MachineRequest[] = [];
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry?.state !== 'waiting') continue;
      entry.state = 'written';
      const { line, commands, lifts } = entry.command.text;
      requests.push({ id, line, commands, lifts });
    }
    return requests;
  }

  answer(id: number, reply: MachineReply): void {
    const entry = this.#remove(id);
    if (!entry) return;
    const { text, onReply } = entry.command;
    onReply(reply.ok ? reply : { ok: false, error: commandError(text.name, reply.sentence) });
  }

  fail(id: number, error: TmuxError): void {
    this.#remove(id)?.command.onReply({ ok: false, error });
  }

  failAll(error: TmuxError): void {
    for (const id of [...this.#entries.keys()]) this.fail(id, error);
  }

  /** The connection ended: what can be said again waits for the next one, the rest fails. */
  interrupt(ids: readonly number[], detail: string): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry?.command.repeatable === true) entry.state = 'waiting';
      else if (entry) this.fail(id, interruptedError(entry.command.text.name, detail));
    }
  }

  #remove(id: number): Entry | undefined {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.cancelTimeout();
    return entry;
  }

  #expire(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const { name } = entry.command.text;
    const written = entry.state === 'written';
    this.fail(
      id,
      new TmuxError(
        'timeout',
        `tmux did not answer ${name} within ${COMMAND_TIMEOUT_MS} ms; its server may be stopped.`,
      ),
    );
    if (written) this.#onTimeout();
  }
}

function interruptedError(name: string, detail: string): TmuxError {
  return new TmuxError(
    'interrupted',
    `The tmux control client ended (${detail}) before ${name} was answered; whether it was carried out is not known.`,
  );
}
