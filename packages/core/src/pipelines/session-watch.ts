import type { StepState } from '@aegis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import { readConversation } from '../session/read-conversation.ts';
import { readNews, type SessionNews } from './session-news.ts';

type StepError = NonNullable<StepState['error']>;

/** Milliseconds in which somebody may go on with a turn that was interrupted, before it counts as the end. */
export const INTERRUPTED_MS = 30_000;
/** Milliseconds that Claude Code may take to write down what it has said. */
const TRANSCRIPT_MS = 1_500;

export interface WatchListener {
  onWaits: (on: string | null) => void;
  /** The turn is over, and went well. */
  onCompleted: (output: string) => void;
  onFailed: (error: StepError) => void;
  /** The session ended in the middle of its turn. */
  onExited: (error: StepError) => void;
}

/** Waits for the end of a session's turn, woken by whatever happens to it. */
export function watchSession(
  session: ManagedSession,
  clock: Clock,
  listener: WatchListener,
): () => void {
  let last: SessionNews = { kind: 'working' };
  let isOver = false;
  let cancelTimer: () => void = () => undefined;
  const stop = () => {
    isOver = true;
    stopChecking();
    cancelTimer();
  };
  const look = () => {
    const news = readNews(session.record, session.state.isAtRest);
    if (isOver || isSame(news, last)) return;
    cancelTimer();
    if (last.kind === 'waits' && news.kind !== 'waits') listener.onWaits(null);
    last = news;
    switch (news.kind) {
      case 'working':
        return;
      case 'waits': {
        listener.onWaits(news.on);
        return;
      }
      case 'interrupted':
        cancelTimer = clock.after(INTERRUPTED_MS, () => {
          stop();
          listener.onFailed(news.error);
        });
        return;
      case 'failed':
        stop();
        {
          listener.onFailed(news.error);
          return;
        }
      case 'exited':
        stop();
        {
          listener.onExited(news.error);
          return;
        }
      case 'completed': {
        stop();
        if (news.text !== null) {
          listener.onCompleted(news.text);
          return;
        }
        void lastWords(session).then(listener.onCompleted);
      }
    }
  };
  const stopChecking = session.state.waiters.onCheck(look);
  look();
  return stop;
}

function isSame(one: SessionNews, other: SessionNews): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** From the transcript: without its hooks Claude Code does not say what it said last. */
async function lastWords(session: ManagedSession): Promise<string> {
  try {
    await session.conversation.caughtUp(TRANSCRIPT_MS);
    const { messages } = await readConversation(session.record, {});
    const words = messages.filter(
      ({ role, contentType, text }) =>
        role === 'assistant' && contentType === 'text' && text !== '',
    );
    return words.at(-1)?.text ?? '';
  } catch {
    return '';
  }
}
