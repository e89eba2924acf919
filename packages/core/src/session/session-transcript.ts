import type { Message } from '@aegis/protocol';
import {
  commandTrace,
  inOrder,
  toMessages,
  turnEffect,
  type CommandTrace,
  type Entry,
  type TurnEffect,
} from '@aegis/transcript';
import { readEntries, tailTranscript, type Tail } from '@aegis/transcript/node';
import type { Clock } from '../ports/clock.ts';
import type { WallTimes } from '../time/wall-times.ts';
import { isMissingFile } from './missing-file.ts';
import type { TranscriptRecord } from './session-record.ts';

/** What new lines of a transcript mean for its session. */
export interface TranscriptNews {
  transcript: TranscriptRecord;
  messages: readonly Message[];
  /**
   * What Claude Code wrote down as the user's own prompts and commands, and when (a moment of the monotonic clock).
   * `isPrompt`: it is no command.
   */
  prompts: readonly { text: string; writtenAt: number; isPrompt: boolean }[];
  /** What it wrote down of slash commands and shell commands, and when. */
  commands: readonly { trace: CommandTrace; writtenAt: number }[];
  /** What the last line that says anything says of the turn, and the moment when it was written; null if none does. */
  effect: { turn: Exclude<TurnEffect, 'none'>; writtenAt: number | null } | null;
}

export interface FollowOptions {
  transcript: TranscriptRecord & { path: string };
  clock: Clock;
  times: WallTimes;
  /** Each entry, also those that were told of before. */
  onEntry: (entry: Entry) => void;
  /** From now on entries are new. */
  onKnown: () => void;
  /** What lines say that were told of before. */
  onKnownMessages: (messages: readonly Message[]) => void;
  /** The next news wait until its promise is settled. */
  onNews: (news: TranscriptNews) => Promise<void>;
  /** The file cannot be read at the moment; the tail goes on trying. */
  onError: (error: unknown) => void;
}

/** Follows one transcript from where it was left. Lines told of before are read and not told again. */
export class SessionTranscript {
  readonly #options: FollowOptions;
  readonly #stop = new AbortController();
  #tail: Tail | null = null;

  private constructor(options: FollowOptions) {
    this.#options = options;
  }

  static async follow(options: FollowOptions): Promise<SessionTranscript> {
    const follower = new SessionTranscript(options);
    await follower.#start();
    return follower;
  }

  /** Hands out what has been written, and stops. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#tail?.check();
    await this.#tail?.close();
  }

  async #start(): Promise<void> {
    const { path, offset, inode } = this.#options.transcript;
    if (offset > 0) {
      await this.#readKnown(path, offset);
    }
    if (this.#stop.signal.aborted) return;
    this.#options.onKnown();
    this.#tail = tailTranscript({
      path,
      from: { offset, inode },
      clock: this.#options.clock,
      onError: this.#options.onError,
      onEvent: (event) =>
        event.type === 'entries' ? this.#tell(event.entries, event.position) : undefined,
    });
  }

  async #readKnown(path: string, to: number): Promise<void> {
    try {
      const known = readEntries(path, { to, signal: this.#stop.signal });
      for await (const entry of known) {
        this.#options.onEntry(entry);
        this.#options.onKnownMessages(toMessages(entry));
      }
    } catch (error) {
      // Gone or unreadable now: the tail below says so, and what it said before stands.
      if (!this.#stop.signal.aborted && !isMissingFile(error)) this.#options.onError(error);
    }
  }

  #tell(
    written: readonly Entry[],
    position: { offset: number; inode: number | null },
  ): Promise<void> {
    const entries = inOrder(written);
    const messages = entries.flatMap(toMessages);
    let effect: TranscriptNews['effect'] = null;
    for (const entry of entries) {
      this.#options.onEntry(entry);
      const entryEffect = turnEffect(entry);
      if (entryEffect === 'none') continue;
      const writtenAt =
        entry.timestamp === null ? null : this.#momentOf(Date.parse(entry.timestamp));
      effect = { turn: entryEffect, writtenAt };
    }
    const prompts = entries.flatMap((entry) => {
      const isPrompt = commandTrace(entry) === null;
      return toMessages(entry)
        .flatMap(promptOf)
        .map(({ text, writtenAt }) => ({ text, writtenAt: this.#momentOf(writtenAt), isPrompt }));
    });
    const commands = entries
      .flatMap(commandOf)
      .map(({ trace, writtenAt }) => ({ trace, writtenAt: this.#momentOf(writtenAt) }));
    const { claudeSessionId, path } = this.#options.transcript;
    return this.#options.onNews({
      transcript: { claudeSessionId, path, offset: position.offset, inode: position.inode },
      messages,
      prompts,
      commands,
      effect,
    });
  }

  #momentOf(writtenAt: number): number {
    return this.#options.times.momentOf(writtenAt);
  }
}

/** A message as a prompt of the user's own, and its time in epoch milliseconds; none where it is something else, or has none. */
export function promptOf(message: Message): { text: string; writtenAt: number }[] {
  const { role, contentType, text, timestamp, isSidechain } = message;
  if (role !== 'user' || contentType !== 'text' || isSidechain || timestamp === null) return [];
  return [{ text, writtenAt: Date.parse(timestamp) }];
}

/** What an entry tells of a command, and its time in epoch milliseconds; none where it tells of none, or has no time. */
export function commandOf(entry: Entry): { trace: CommandTrace; writtenAt: number }[] {
  const trace = commandTrace(entry);
  if (trace === null || entry.timestamp === null) return [];
  return [{ trace, writtenAt: Date.parse(entry.timestamp) }];
}
