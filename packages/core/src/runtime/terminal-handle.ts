import { AegisError, type PaneResult } from '@aegis/protocol';
import { createScreen, type Screen, type Snapshot } from '@aegis/screen';
import { backgroundReading, type ScreenReading } from '@aegis/status';
import type { KeyStep, PaneCapture, PaneEvent, PaneInfo, PaneStream } from '@aegis/tmux';
import type { Clock } from '../ports/clock.ts';
import type {
  KeyPress,
  PaneRequest,
  ReadScreen,
  RuntimeExit,
  RuntimeLocation,
  SessionHandle,
} from '../ports/runtime.ts';
import type { PaneHost, ProgramWatch } from './pane-host.ts';
import { ReadingSchedule } from './reading-schedule.ts';

export type TerminalPane = Pick<
  PaneInfo,
  'paneId' | 'windowId' | 'windowName' | 'pid' | 'cols' | 'rows'
>;

export interface TerminalOptions {
  clock: Clock;
  readScreen: ReadScreen;
}

type Listener = Parameters<SessionHandle['subscribe']>[0];

/** How many lines of the last screen are kept when a session ends by itself. */
const LAST_SCREEN_LINES = 40;

/** A session in a tmux pane: its bytes go to an emulated screen, and the screen is read. */
export class TerminalHandle implements SessionHandle {
  readonly location: RuntimeLocation;
  readonly #host: PaneHost;
  readonly #program: ProgramWatch;
  readonly #pane: TerminalPane;
  readonly #screen: Screen;
  readonly #readScreen: ReadScreen;
  readonly #schedule: ReadingSchedule;
  readonly #listeners = new Set<Listener>();
  #work: Promise<void> = Promise.resolve();
  #stream: PaneStream | null = null;
  #reading: ScreenReading | null = null;
  #exit: RuntimeExit | null = null;
  #version: string | null = null;

  private constructor(host: PaneHost, pane: TerminalPane, options: TerminalOptions) {
    this.#host = host;
    this.#pane = pane;
    this.location = {
      paneId: pane.paneId,
      windowId: pane.windowId,
      windowName: pane.windowName,
      pid: pane.pid,
    };
    this.#readScreen = options.readScreen;
    this.#screen = createScreen({ cols: pane.cols, rows: pane.rows });
    this.#schedule = new ReadingSchedule(options.clock, () => this.#read());
    this.#program = host.watchProgram(() => this.#enqueue(() => this.#left()));
  }

  static async open(
    host: PaneHost,
    pane: TerminalPane,
    options: TerminalOptions,
  ): Promise<TerminalHandle> {
    const handle = new TerminalHandle(host, pane, options);
    try {
      handle.#stream = await host.client.openPane(pane.paneId, (event) =>
        handle.#onPaneEvent(event),
      );
    } catch (error) {
      handle.release();
      throw error;
    }
    return handle;
  }

  reading(): ScreenReading | null {
    return this.#reading;
  }

  screen(): Snapshot {
    return this.#screen.snapshot();
  }

  /** It asks for bracketed paste when it begins to read keys (measured on every release of the corpus). */
  readsKeys(): boolean | null {
    return this.#screen.bracketedPaste();
  }

  readAs(version: string | null): void {
    if (version === this.#version) return;
    this.#version = version;
    if (this.#reading && !this.#exit) this.#read();
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#reading) listener.onReading(this.#reading);
    if (this.#exit) listener.onExit(this.#exit);
    return () => this.#listeners.delete(listener);
  }

  takesKeys(): boolean {
    return this.#host.takesKeys();
  }

  async press(keys: readonly KeyPress[]): Promise<void> {
    if (!this.#host.takesKeys()) {
      throw new AegisError(
        'not_in_foreground',
        `Claude Code is not in the foreground of pane ${this.#pane.paneId}, so no key was pressed: it would go to another program. Bring it back (\`fg\`), then try again.`,
        { details: { paneId: this.#pane.paneId, pid: this.#pane.pid } },
      );
    }
    const plan = keys.map((press): KeyStep =>
      press.type === 'text' ? press : { type: 'key', key: press.key },
    );
    await this.#host.client.sendKeys(this.#pane.paneId, plan);
  }

  async verifyScreen(): Promise<number> {
    let drifted = 0;
    const stopCounting = this.subscribe({
      onReading: () => undefined,
      onExit: () => undefined,
      onDrift: (lines) => (drifted = lines),
    });
    try {
      await this.#stream?.resync();
      await this.#work;
    } finally {
      stopCounting();
    }
    return drifted;
  }

  async capture(request: PaneRequest): Promise<PaneResult> {
    await this.#work;
    const { cols, rows, cursor, title, alternate, lines } = this.#screen.snapshot();
    const shown = lines.map(({ text }) => text).join('\n');
    const pane =
      request.historyLines === 0 && request.format !== 'ansi'
        ? shown
        : await this.#host.client.captureText(this.#pane.paneId, {
            historyLines: request.historyLines,
            escapes: request.format === 'ansi',
            joinWrapped: false,
          });
    const result: PaneResult = { pane, cols, rows, cursor, title, alternate };
    if (request.format !== 'json') return result;
    return { ...result, lines: lines.map(({ text, wrapped }) => ({ text, wrapped })) };
  }

  remove(): Promise<void> {
    return this.#host.remove();
  }

  release(): void {
    this.#stream?.close();
    this.#program.stop();
    this.#host.release();
    this.#schedule.stop();
    this.#listeners.clear();
    void this.#work.then(() => this.#screen.dispose());
  }

  #onPaneEvent(event: PaneEvent): void {
    switch (event.type) {
      case 'output':
        this.#enqueue(() => this.#screen.write(event.bytes));
        return;
      case 'reset':
        this.#enqueue(() => this.#reset(event.capture, event.reason === 'asked'));
        return;
      case 'exited':
        this.#enqueue(() => {
          this.#schedule.flush();
          this.#end({
            code: event.status,
            signal: event.signal === null ? null : String(event.signal),
            cause: 'ended',
          });
        });
        return;
      case 'gone':
        this.#enqueue(() => this.#end({ code: null, signal: null, cause: 'gone' }));
    }
  }

  #enqueue(step: () => Promise<void> | void): void {
    this.#work = this.#work.then(step).then(() => {
      if (!this.#exit) this.#schedule.changed();
    });
  }

  async #reset(capture: PaneCapture, compare: boolean): Promise<void> {
    const before = this.#screen.snapshot();
    await this.#screen.reset(capture);
    if (!compare) return;
    const drifted = countDifferentLines(before, this.#screen.snapshot());
    if (drifted === 0) return;
    for (const listener of this.#listeners) listener.onDrift(drifted);
  }

  /** The program has ended, and its pane goes on. */
  #left(): void {
    this.#schedule.stop();
    this.#end({ code: null, signal: null, cause: 'left' });
  }

  #read(): void {
    this.#program.look();
    const reading = this.#host.takesKeys()
      ? this.#readScreen(this.#screen.snapshot(), { version: this.#version })
      : backgroundReading();
    this.#reading = reading;
    for (const listener of this.#listeners) listener.onReading(reading);
  }

  #end(exit: Omit<RuntimeExit, 'lastScreen'>): void {
    if (this.#exit) return;
    this.#exit = { ...exit, lastScreen: lastScreen(this.#screen.snapshot()) };
    for (const listener of this.#listeners) listener.onExit(this.#exit);
  }
}

function countDifferentLines(one: Snapshot, other: Snapshot): number {
  const longest = Math.max(one.lines.length, other.lines.length);
  let different = 0;
  for (let index = 0; index < longest; index += 1) {
    if (one.lines[index]?.text !== other.lines[index]?.text) different += 1;
  }
  return different;
}

function lastScreen(snapshot: Snapshot): string | null {
  const lines = snapshot.lines.map(({ text }) => text.trimEnd()).filter((text) => text !== '');
  return lines.length === 0 ? null : lines.slice(-LAST_SCREEN_LINES).join('\n');
}
