import type { Timers } from './io/timers.ts';

/** A pane's id as tmux gives it: `%12`. The only way that panes are addressed. */
export type PaneId = `%${number}`;
/** A window's id as tmux gives it: `@3`. */
export type WindowId = `@${number}`;

export interface TmuxOptions {
  /** What `tmux -L` takes. Ours alone, and stable for a state directory. */
  socketName: string;
  /** The tmux binary; default `tmux`. */
  tmuxPath?: string;
  /** The environment that the tmux server (if it must be started) and the control client get; nothing is inherited. */
  env: Readonly<Record<string, string>>;
  /** The session that holds every window and that is never killed; default `aegis`. */
  keeperSession?: string;
  /** Seconds of backlog after which tmux pauses a pane rather than the client; default 5. */
  pauseAfterSeconds?: number;
  /** Where its timeouts come from; default `setTimeout`. */
  timers?: Timers;
}

export interface NewWindow {
  /** A label: tmux may rewrite it, and it need not be unique. Control characters become spaces. */
  name: string;
  /** Absolute, and there: tmux starts the program in the home directory otherwise, without a word. */
  cwd: string;
  /** Added to (and winning over) the tmux server's own environment. */
  env: Readonly<Record<string, string>>;
  /** Executed as it stands, by no shell, so that the pane's pid is the program's. At least one element. */
  argv: readonly [string, ...string[]];
  cols: number;
  rows: number;
  /**
   * User options for the new pane, without the `@`: `{aegis_session: 'ses_…'}` becomes `@aegis_session`. The pane is
   * never seen without them. A value may hold no control characters.
   */
  paneOptions?: Readonly<Record<string, string>>;
}

export interface PaneInfo {
  paneId: PaneId;
  windowId: WindowId;
  windowName: string;
  pid: number;
  cols: number;
  rows: number;
  /** The program has ended and the pane is kept (`remain-on-exit`). */
  dead: boolean;
  /** Null too for a moment after the end: tmux closes the terminal before it has the status. */
  exitStatus: number | null;
  exitSignal: number | null;
  /** In copy or view mode, which eats keys. */
  inMode: boolean;
  /** Keys go to the other panes of its window too (`synchronize-panes`). */
  synchronized: boolean;
  /** The session that it was listed in: `$2`. */
  sessionId: string;
  alternate: boolean;
  title: string;
  currentCommand: string;
  /** The user options asked for when listing, without the `@`; absent ones are left out. */
  options: Readonly<Record<string, string>>;
}

/** What a pane shows at one moment of its stream: every byte before it is in it, none after. */
export interface PaneCapture {
  cols: number;
  rows: number;
  /**
   * The visible rows with their escape sequences, top first, as `capture-pane -e -N` gives them: colours carry over
   * from one row into the next.
   */
  lines: readonly string[];
  /** For each row: it goes on in the next one (wrapped). */
  wrapped: readonly boolean[];
  /** `x` equals `cols` while the next character is to go to the next row. */
  cursor: { x: number; y: number; visible: boolean };
  alternate: boolean;
  title: string;
}

/** A pane's stream, in order. Bytes are never decoded: a character may be split between two events. */
export type PaneEvent =
  | { type: 'output'; bytes: Uint8Array }
  /** Forget what was shown: this is the screen now. First event of a stream, and after bytes were lost. */
  | {
      type: 'reset';
      capture: PaneCapture;
      /** `exited`: tmux throws away what it had not passed on when the program ended, so its last screen follows. */
      reason: 'opened' | 'paused' | 'reconnected' | 'resized' | 'asked' | 'exited';
    }
  | { type: 'exited'; status: number | null; signal: number | null }
  /** The pane is gone from tmux, or tmux itself is. Last event. */
  | { type: 'gone'; reason: 'pane_closed' | 'server_lost' };

export interface PaneStream {
  readonly paneId: PaneId;
  /** Ask for a `reset` event at a fence. */
  resync(): Promise<PaneCapture>;
  /** Stop listening; the pane lives on. */
  close(): void;
}

/** One step of a key plan: literal text, or a named key as `send-keys` knows it (`Enter`, `Escape`, `Up`, `C-u`, `BTab`). */
export type KeyStep =
  { type: 'text'; text: string } | { type: 'key'; key: string } | { type: 'pause'; ms: number };
export type KeyPlan = readonly KeyStep[];

export interface TmuxVersion {
  /** As tmux prints it: `3.3a`. */
  text: string;
  major: number;
  minor: number;
}

export type TmuxClientEvent =
  | { type: 'connected' }
  /** The control client ended; a new one is being started if the tmux server lives. */
  | { type: 'disconnected'; reason: string }
  /** The tmux server is gone, with every pane. */
  | { type: 'server-lost'; reason: string }
  /** Something that no rule knows, kept for the log. */
  | { type: 'unknown-line'; line: string };

export interface ForeignServerOptions {
  /** The server's socket: somebody else's, which is only visited. */
  socketPath: string;
  /** The tmux binary; default `tmux`. */
  tmuxPath?: string;
  /** The environment of the tmux processes that are started; nothing is inherited. */
  env: Readonly<Record<string, string>>;
}

/** A pane of somebody else's server. Its `pid` is that of what tmux started in it: a shell, mostly. */
export interface ForeignPane extends Pick<
  PaneInfo,
  'paneId' | 'windowId' | 'windowName' | 'pid' | 'cols' | 'rows' | 'dead'
> {
  /** As people name it: `work:1.0`. */
  place: string;
}

/** What can be done with one pane of somebody else's server. */
export type TmuxVisitor = Pick<
  TmuxClient,
  'version' | 'openPane' | 'captureText' | 'sendKeys' | 'onEvent' | 'close'
>;

/** One control-mode client on one tmux server. Every command is answered or rejected with a {@link TmuxError}. */
export interface TmuxClient {
  readonly version: TmuxVersion;
  readonly socketName: string;
  newWindow(window: NewWindow): Promise<{ windowId: WindowId; paneId: PaneId; pid: number }>;
  /** Every pane of the keeper session but the keeper's own. `options`: user options to read, without the `@`. */
  listPanes(options?: readonly string[]): Promise<PaneInfo[]>;
  /** Follow a pane. `onEvent` is called in stream order, first with a `reset`. */
  openPane(paneId: PaneId, onEvent: (event: PaneEvent) => void): Promise<PaneStream>;
  /** The scrollback and the screen as text; `escapes` keeps colours. `historyLines` 0 is the visible screen only. */
  captureText(
    paneId: PaneId,
    request: { historyLines: number; escapes: boolean; joinWrapped: boolean },
  ): Promise<string>;
  /** Carry out a key plan. Leaves copy mode first. Resolves when tmux took the last key. */
  sendKeys(paneId: PaneId, plan: KeyPlan): Promise<void>;
  setPaneOption(paneId: PaneId, name: string, value: string): Promise<void>;
  resizeWindow(windowId: WindowId, cols: number, rows: number): Promise<void>;
  killWindow(windowId: WindowId): Promise<void>;
  onEvent(listener: (event: TmuxClientEvent) => void): () => void;
  /** Detach. The tmux server and every pane live on. */
  close(): Promise<void>;
  /** End the tmux server with every pane, whoever started it. For tests and `--kill-sessions`. */
  killServer(): Promise<void>;
}
