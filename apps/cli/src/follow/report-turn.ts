import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { pendingView } from '../views/pending-view.ts';
import type { FollowedTurn } from './follow-turn.ts';

function exitCodeOf({ verdict, session }: FollowedTurn): number {
  switch (verdict) {
    case 'ended':
      return session.lastTurn === null || session.lastTurn.outcome === 'completed'
        ? EXIT.ok
        : EXIT.failed;
    case 'needs-answer':
      return EXIT.needsAnswer;
    case 'timed-out':
      return EXIT.timedOut;
    case 'exited':
    case 'undelivered':
      return EXIT.failed;
  }
}

function remark({ verdict, session }: FollowedTurn): string | null {
  const { id, lastTurn, exit } = session;
  switch (verdict) {
    case 'ended': {
      if (lastTurn === null || lastTurn.outcome === 'completed') return null;
      return `The turn was not completed: ${lastTurn.outcome}${lastTurn.error === null ? '' : `, ${lastTurn.error}`}`;
    }
    case 'exited':
      return `Claude Code has ended (${exit?.reason ?? 'how is not known'}); aegis status ${id} shows its last screen.`;
    case 'undelivered':
      return `The prompt did not reach Claude Code; aegis status ${id} shows why.`;
    case 'timed-out':
      return `Still ${session.status}. The session goes on: aegis wait ${id}`;
    case 'needs-answer':
      return null;
  }
}

/** Prints how a turn ended: what Claude said, or what is asked. Returns the exit code. */
export function reportTurn(turn: FollowedTurn, output: Output): number {
  output.answer(turn.session, (session, style) =>
    turn.verdict === 'needs-answer'
      ? pendingView(session, style)
      : ((turn.verdict === 'ended' ? session.lastTurn?.text : null) ?? ''),
  );
  const text = remark(turn);
  if (text !== null) output.note(text);
  return exitCodeOf(turn);
}
