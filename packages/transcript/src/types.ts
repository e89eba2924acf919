import type { Message, Usage } from '@aegis/protocol';

/** One line of a transcript. Unknown types are kept as they came. */
export interface Entry {
  /** Top-level `type`; `invalid` for a line that is not a JSON object. */
  type: string;
  uuid: string | null;
  parentUuid: string | null;
  logicalParentUuid: string | null;
  sessionId: string | null;
  /** ISO 8601, or null. */
  timestamp: string | null;
  isSidechain: boolean;
  /** The whole object as parsed; for `invalid`, `{raw, problem}` with `raw` cut to 1,000 characters. */
  raw: Readonly<Record<string, unknown>>;
  /** Byte offset of the line's first byte and of the byte after its newline. */
  start: number;
  end: number;
}

/** What an entry says about the turn that it belongs to. */
export type TurnEffect = 'open' | 'finished' | 'failed' | 'interrupted' | 'none';

export interface TranscriptPosition {
  path: string;
  /** Byte offset after the last newline-terminated line that was handed out. */
  offset: number;
  /** Tells a replaced file from a grown one. */
  inode: number | null;
}

export type TailEvent =
  | { type: 'entries'; entries: readonly Entry[]; position: TranscriptPosition }
  /** The file was truncated or replaced: it is read again from the start. */
  | { type: 'restarted'; reason: 'truncated' | 'replaced'; position: TranscriptPosition };

export type { Message, Usage };
