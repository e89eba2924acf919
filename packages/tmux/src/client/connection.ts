import { ControlMachine } from '../machine/control-machine.ts';
import type {
  DefunctReason,
  MachineAction,
  MachineInput,
  MachineReply,
  MachineRequest,
  Notification,
} from '../machine/machine-types.ts';
import { ControlProcess, type AttachPlan } from '../io/control-process.ts';
import type { Timers } from '../io/timers.ts';

export interface ConnectionEvents {
  onAttached(): void;
  onReply(id: number, reply: MachineReply): void;
  onNotification(notification: Notification): void;
  onUnknownLine(line: string): void;
  /** Once; nothing comes after it. */
  onEnd(end: ConnectionEnd): void;
}

export interface ConnectionEnd {
  reason: DefunctReason;
  detail: string;
  /** Requests that were written and not answered, oldest first. */
  unanswered: readonly number[];
}

/** One control client from its start to its end: a machine, and a process that does what the machine says. */
export class Connection {
  readonly #machine = new ControlMachine();
  readonly #process: ControlProcess;
  readonly #events: ConnectionEvents;

  private constructor(plan: AttachPlan, timers: Timers, events: ConnectionEvents) {
    this.#events = events;
    this.#process = ControlProcess.start(plan, timers, {
      onLine: (line) => this.#next({ type: 'line', line }),
      onOverflow: () => this.#next({ type: 'overflow' }),
      onEnd: (detail) => this.#next({ type: 'process-ended', detail }),
    });
  }

  static open(plan: AttachPlan, timers: Timers, events: ConnectionEvents): Connection {
    return new Connection(plan, timers, events);
  }

  submit(requests: readonly MachineRequest[]): void {
    this.#next({ type: 'submit', requests });
  }

  /** Leave; the server and every pane live on. */
  detach(): Promise<void> {
    return this.#process.detach();
  }

  /** For a connection that does not answer. Ends like any other, with `onEnd`. */
  kill(): void {
    this.#process.kill();
  }

  #next(input: MachineInput): void {
    for (const action of this.#machine.next(input)) this.#perform(action);
  }

  #perform(action: MachineAction): void {
    switch (action.type) {
      case 'write':
        this.#process.write(action.text);
        return;
      case 'attached':
        this.#events.onAttached();
        return;
      case 'reply':
        this.#events.onReply(action.id, action.reply);
        return;
      case 'notify':
        this.#events.onNotification(action.notification);
        return;
      case 'unknown-line':
        this.#events.onUnknownLine(action.line);
        return;
      case 'defunct': {
        const { reason, detail, unanswered } = action;
        // The process may still be there, as after a desync; nothing of it is needed any more.
        this.#process.kill();
        this.#events.onEnd({ reason, detail, unanswered });
      }
    }
  }
}
