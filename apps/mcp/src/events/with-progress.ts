import type { AegisEvent } from '@aegis/protocol';
import type { ToolContext } from '../tool.ts';
import { SessionLine } from './session-line.ts';

/** Milliseconds between signs of life of a call that nothing happens in: a client may wait only so long for one. */
const BEAT_MS = 10_000;

export interface Told {
  /** Said first, and with each sign of life until there is more to say. */
  begin: string;
  /** What an event says of the call; null for one that is none of its business. */
  onEvent: (event: AegisEvent) => string | null;
}

/** Does `work`, and tells the caller how it goes where the caller asked for it. */
export async function withProgress<T>(
  { progress, events }: Pick<ToolContext, 'progress' | 'events'>,
  { begin, onEvent }: Told,
  work: () => Promise<T>,
): Promise<T> {
  if (progress === null) return work();
  const startedAt = performance.now();
  let last = begin;
  progress.report(begin);
  const stop = events.listen({
    onEvent(event) {
      const line = onEvent(event);
      if (line === null) return;
      last = line;
      progress.report(line);
    },
  });
  const beat = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    progress.report(`${last} · ${seconds} s`);
  }, BEAT_MS);
  try {
    // Without a stream (a token without `read`, a server that is only being started) there are signs of life alone.
    await events.openedOrNot();
    return await work();
  } finally {
    clearInterval(beat);
    stop();
  }
}

/** What to tell of a call that is about one session. */
export function aboutSession(sessionId: string, begin: string): Told {
  const line = new SessionLine();
  return {
    begin,
    onEvent: (event) => (event.sessionId === sessionId ? line.after(event) : null),
  };
}

/**
 * What to tell of a call that starts sessions, whose ids are not known before they are there. Each line names its session,
 * so it is true also where somebody else starts one in the same directory at the same moment.
 */
export function aboutNewSessions(
  isMeant: (session: { workDir: string; name: string }) => boolean,
  begin: string,
): Told {
  const lines = new Map<string, SessionLine>();
  return {
    begin,
    onEvent(event) {
      const id = event.sessionId;
      if (id === null) return null;
      if (event.type === 'session-created') {
        if (!isMeant(event.data.session)) return null;
        lines.set(id, new SessionLine());
        return `${id} was created (${lines.size})`;
      }
      const text = lines.get(id)?.after(event) ?? null;
      return text === null ? null : `${id}: ${text}`;
    },
  };
}
