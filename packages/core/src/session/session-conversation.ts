import type { Message } from '@aegis/protocol';
import type { HookCall } from '../hooks/hook-body.ts';
import { SessionBook } from './session-book.ts';
import type { SessionDependencies } from './session-dependencies.ts';
import type { SessionState } from './session-state.ts';
import { SessionTranscript, type TranscriptNews } from './session-transcript.ts';
import { TranscriptLag } from './transcript-lag.ts';

/** `onKnown`: what was written before it was followed. */
export interface ConversationListener {
  onNews: (news: TranscriptNews) => void;
  onKnown: (messages: readonly Message[]) => void;
}

/**
 * Which conversation a session is in, and what is written down of it. `/clear` and `/resume` change Claude Code's
 * session id and file inside the same session; hooks and the registry tell of that.
 */
export class SessionConversation {
  readonly book: SessionBook;
  readonly #state: SessionState;
  readonly #dependencies: SessionDependencies;
  readonly #listener: ConversationListener;
  readonly #lag = new TranscriptLag();
  #transcript: Promise<SessionTranscript | null> = Promise.resolve(null);
  /** The last look for a conversation's file. */
  #located: Promise<void> = Promise.resolve();

  constructor(
    state: SessionState,
    dependencies: SessionDependencies,
    listener: ConversationListener,
  ) {
    this.#state = state;
    this.#dependencies = dependencies;
    this.book = new SessionBook(state, dependencies);
    this.#listener = listener;
  }

  /** Follow the newest transcript from where its record stands. */
  follow(): void {
    const { record } = this.#state;
    const { clock, logger } = this.#dependencies;
    const newest = record.transcripts.at(-1);
    const warn = (message: string) => (error: unknown) => {
      logger.warn({ sessionId: record.id, error: String(error) }, message);
      return null;
    };
    this.#transcript = this.#transcript
      .then((follower) => follower?.close())
      .then(() => this.book.readHistory())
      .then(() => {
        if (!newest || newest.path === null || record.exit !== null) return null;
        return SessionTranscript.follow({
          transcript: { ...newest, path: newest.path },
          clock,
          times: this.#state.times,
          onEntry: (entry) => this.book.read(entry),
          onKnown: () => this.book.settle(),
          onKnownMessages: (messages) => this.#listener.onKnown(messages),
          onNews: (news) => this.#takeNews(news),
          onError: warn('transcript not readable'),
        });
      })
      .catch(warn('transcript not followed'));
  }

  /** What a hook says of the conversation and of the turn in it. A subagent's says nothing of them. */
  hear(call: HookCall): void {
    this.book.hear(call);
    const { agentId, event, message, permissionMode, claudeSessionId, transcriptPath } = call;
    if (agentId !== null) return;
    if (permissionMode !== null) this.#state.record.permissionMode = permissionMode;
    if (claudeSessionId !== null) this.enter(claudeSessionId, transcriptPath);
    if (event === 'UserPromptSubmit') this.#lag.turnBegan();
    if (event === 'Stop') this.#lag.turnEnded(message);
  }

  /** @param path its transcript, where that is known */
  enter(claudeSessionId: string, path: string | null): void {
    const { transcripts } = this.#state.record;
    const known = transcripts.find((transcript) => transcript.claudeSessionId === claudeSessionId);
    const isNewest = known !== undefined && known === transcripts.at(-1);
    if (isNewest && (path === null || known.path === path)) return;
    const fresh = { claudeSessionId, offset: 0, inode: null };
    const next = { ...fresh, ...known, path: path ?? known?.path ?? null };
    this.#state.commit({
      claudeSessionId,
      transcripts: [...transcripts.filter((transcript) => transcript !== known), next],
    });
    if (next.path === null) this.#locate(claudeSessionId);
    else this.follow();
  }

  /** Resolves once it is known where the transcript is and that holds what the last turn ended with, or after `timeoutMs`. */
  async caughtUp(timeoutMs: number): Promise<void> {
    const { record, waiters } = this.#state;
    await this.#located;
    await waiters.until(() => (this.#lag.isCaughtUp || record.exit !== null ? true : null), {
      timeoutMs,
    });
  }

  /** Take in what has been written, and stop. */
  async close(): Promise<void> {
    const follower = await this.#transcript;
    await follower?.close();
    await this.book.close();
  }

  /** The registry tells of a new conversation, not of its file. */
  #locate(claudeSessionId: string): void {
    const { record } = this.#state;
    const { locateTranscript, logger } = this.#dependencies;
    this.#located = locateTranscript(record, claudeSessionId).then(
      (path) => {
        const isCurrent = record.claudeSessionId === claudeSessionId && record.exit === null;
        if (path !== null && isCurrent) this.enter(claudeSessionId, path);
      },
      (error: unknown) => {
        logger.warn({ sessionId: record.id, error: String(error) }, 'transcript not found');
      },
    );
  }

  /** Resolves once it is stored: until then no further line is read, however many there are. */
  #takeNews(news: TranscriptNews): Promise<void> {
    const { record } = this.#state;
    const { claudeSessionId } = news.transcript;
    const transcripts = record.transcripts.map((transcript) =>
      transcript.claudeSessionId === claudeSessionId ? news.transcript : transcript,
    );
    const added = news.messages.map((message: Message) => ({
      type: 'message-added' as const,
      data: { message },
    }));
    for (const message of news.messages) this.#lag.read(message);
    this.#state.commit({ transcripts, usage: this.book.usage() }, added);
    this.book.tellGrowth();
    this.#listener.onNews(news);
    return this.#state.saved();
  }
}
