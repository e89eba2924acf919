/** Cells of one row that share a look. Columns count from 0; `end` is exclusive. */
export interface StyleRun {
  start: number;
  end: number;
  text: string;
  /** `default`, a palette number as `p12`, or `#rrggbb`. */
  foreground: string;
  background: string;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
}

export interface Row {
  /** Without trailing blanks. */
  text: string;
  /** This row goes on in the next one. */
  wrapped: boolean;
  runs: readonly StyleRun[];
}

/** Rows joined where the terminal wrapped them. */
export interface LogicalLine {
  text: string;
  /** Index of the first row, and how many rows it takes. */
  row: number;
  rowCount: number;
}

/** The visible screen at one moment. Plain data: it can be stored, sent and compared. */
export interface Snapshot {
  cols: number;
  rows: number;
  cursor: { x: number; y: number; visible: boolean };
  title: string;
  alternate: boolean;
  /** As many as `rows`, top first. */
  lines: readonly Row[];
}

/** What a screen is set to when its bytes were lost: see the tmux driver's `PaneCapture`, which fits. */
export interface ScreenState {
  cols: number;
  rows: number;
  lines: readonly string[];
  wrapped: readonly boolean[];
  cursor: { x: number; y: number; visible: boolean };
  alternate: boolean;
  title: string;
}

export interface ScreenOptions {
  cols: number;
  rows: number;
  /** Rows kept above the screen; default 0: history is read from the transcript, never from the screen. */
  scrollback?: number;
}

/** An emulated terminal screen. Calls take effect in order. */
export interface Screen {
  /** Resolves when the bytes are on the screen. */
  write(bytes: Uint8Array): Promise<void>;
  /** Forget everything and show this. */
  reset(state: ScreenState): Promise<void>;
  resize(cols: number, rows: number): Promise<void>;
  /** What is on the screen now: everything whose promise has resolved. */
  snapshot(): Snapshot;
  /**
   * Whether the program wants pasted text marked (mode 2004), as programs do that read keys one by one; null: it has not
   * said so yet. A reset changes nothing here, since no capture tells.
   */
  bracketedPaste(): boolean | null;
  dispose(): void;
}
