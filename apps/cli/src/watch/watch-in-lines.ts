import type { AegisClient } from '@aegis/client';
import { type Session, toTimestamp } from '@aegis/protocol';
import type { CommandContext } from '../context.ts';
import { oneLine } from '../text/neutralise.ts';
import { timeOf } from '../views/log-view.ts';
import { statusStyle } from '../views/status-style.ts';
import { followSessions } from './follow-sessions.ts';
import { doingOf } from './render-watch.ts';

/** What is told of a session: nothing is, where all of it is the same as before. */
function told({ status, statusText, pending, stall }: Session): string {
  return JSON.stringify([status, statusText, pending?.id ?? null, stall === null]);
}

/** A line for each session that there is, and for each change of one, until the end of the program. */
export async function watchInLines(
  { io, output }: CommandContext,
  client: AegisClient,
  { showEnded }: { showEnded: boolean },
): Promise<void> {
  const before = new Map<string, string>();
  const tell = (session: Session) => {
    const { id, status } = session;
    const isNew = !before.has(id);
    if (before.get(id) === told(session)) return;
    before.set(id, told(session));
    if (isNew && status === 'exited' && !showEnded) return;
    output.item(session, (shown, style) => {
      const at = style.dim(timeOf(toTimestamp(io.now())));
      const word = statusStyle(shown.status, style)(shown.status);
      return `${at} ${shown.id} ${oneLine(shown.name)}: ${word} ${doingOf(shown)}`.trimEnd();
    });
  };
  await followSessions(client, io.signal, (news) => {
    if (news.kind === 'sessions') news.sessions.toReversed().forEach(tell);
    if (news.kind === 'session') tell(news.session);
    if (news.kind === 'connection' && news.connection === 'lost') {
      output.note('The server does not answer; trying again.');
    }
  });
}
