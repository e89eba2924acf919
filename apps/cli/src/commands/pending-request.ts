import type { Session } from '@aegis/protocol';
import { oneLine } from '../text/neutralise.ts';

/**
 * The dialog that an answer is for: the one that was named, else the one that was open when we looked, so that the
 * answer can hit no other. With none open the server is still asked: its refusal says what the session does.
 */
export function requestIdOf({ pending }: Session, named: string | undefined): string | undefined {
  return named ?? pending?.id;
}

/** What was answered, on one line. */
export function describePending({ pending }: Session): string {
  if (!pending) return '';
  const command = pending.toolInput?.['command'];
  const subject = typeof command === 'string' ? command : (pending.toolName ?? '');
  if (subject === '') return oneLine(pending.title);
  return oneLine(`${pending.title}${pending.title.endsWith('?') ? '' : ':'} ${subject}`);
}
