import type { ScreenReading } from '@aegis/status';
import { toHookCall } from '../hooks/hook-body.ts';
import type { PermissionDecision, ToolDecision } from '../hooks/permission-decision.ts';
import type { KeyPress, SessionHandle } from '../ports/runtime.ts';
import type { Clock } from '../ports/clock.ts';
import type { RegistryEntry, RegistryStatus } from '../registry/registry-entry.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { sampleDialog } from './sample-dialog.ts';

type Listener = Parameters<SessionHandle['subscribe']>[0];

const BOX: ScreenReading = {
  status: 'idle',
  statusText: null,
  rule: 'screen.box',
  dialog: null,
  composer: { text: '', ghost: null, mode: 'prompt' },
  activity: null,
  modeLine: 'manual',
  turnEnd: null,
  closed: false,
  queued: 0,
};

/** What Claude Code shows, says and writes of itself, by hand: a pane that takes keys, hooks, and a registry with its own wall clock. */
export class FakeClaude {
  /** Every text that was submitted. */
  readonly submitted: string[] = [];
  /** Keys that did nothing to the box: it has none, or a dialog took them. */
  readonly strayKeys: KeyPress[] = [];
  onSubmit: (text: string) => void = () => undefined;
  onEscape: () => void = () => undefined;
  /** What its screen shows, as text. */
  rows: readonly string[] = [];
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  #reading: ScreenReading | null = null;
  #text = '';
  #tellRegistry: (entry: RegistryEntry | null) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly registry = {
    follow: (_dir: string, _pid: number, onEntry: (entry: RegistryEntry | null) => void) => {
      this.#tellRegistry = onEntry;
      return () => undefined;
    },
    look: () => undefined,
  };

  readonly handle: SessionHandle = {
    location: { paneId: '%1', windowId: '@1', windowName: 'fake', pid: 1 },
    reading: () => this.#reading,
    screen: () => ({
      ...{ cols: 80, rows: 24, cursor: { x: 0, y: 0, visible: true } },
      ...{ title: '', alternate: false },
      lines: this.rows.map((text) => ({ text, wrapped: false, runs: [] })),
    }),
    readsKeys: () => true,
    takesKeys: () => true,
    readAs: () => undefined,
    subscribe: (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
    press: (keys) => {
      for (const key of keys) this.#take(key);
      return Promise.resolve();
    },
    verifyScreen: () => Promise.resolve(0),
    capture: () => Promise.reject(new Error('nothing to capture')),
    remove: () => Promise.resolve(),
    release: () => undefined,
  };

  /** Draws a frame: the box as it stands, with what is different. */
  show(change: Partial<ScreenReading> = {}): void {
    const composer = { text: this.#text, ghost: null, mode: 'prompt' as const };
    this.#reading = { ...BOX, composer, ...change };
    for (const { onReading } of this.#listeners) onReading(this.#reading);
  }

  showWork(): void {
    this.show({ status: 'working', rule: 'screen.spinner' });
  }

  showDialog(): void {
    const shown = { status: 'bash_approval', rule: 'screen.dialog.bash' } as const;
    this.show({ ...shown, dialog: sampleDialog(), composer: null });
  }

  /** The registry file says this from now on. */
  say(status: RegistryStatus, waitingFor: string | null = null): void {
    const changedAt = this.#clock.now();
    const known = { pid: 1, claudeSessionId: null, processStart: null, version: null };
    this.#tellRegistry({ ...known, status, waitingFor, changedAt });
  }

  /** Calls a hook as Claude Code does. */
  hook(
    session: ManagedSession,
    event: string,
    body: Record<string, unknown> = {},
  ): Promise<PermissionDecision | ToolDecision | null> {
    return session.onHook(toHookCall(event, body), new AbortController().signal);
  }

  #take(press: KeyPress): void {
    const reading = this.#reading;
    if (reading === null || reading.composer === null) {
      this.strayKeys.push(press);
      return;
    }
    if (press.type === 'text') this.#text += press.text;
    else if (press.key === 'C-j') this.#text += '\n';
    else if (press.key === 'Enter') {
      const text = this.#text.trimEnd();
      this.#text = '';
      if (text === '') this.strayKeys.push(press);
      else {
        this.submitted.push(text);
        this.onSubmit(text);
      }
    } else if (press.key === 'Escape') {
      this.onEscape();
      return;
    } else this.strayKeys.push(press);
    this.show();
  }
}
