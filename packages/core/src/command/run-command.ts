import type { BashBody, BashResult, CommandBody, SendResult } from '@aegis/protocol';
import { notYet } from '../not-yet.ts';
import type { ManagedSession } from '../session/managed-session.ts';

/** Run a slash command in a session. */
export function runCommand(_session: ManagedSession, _body: CommandBody): Promise<SendResult> {
  throw notYet('slash commands');
}

/** Run a shell command in a session, as a person does with `!`. */
export function runBash(_session: ManagedSession, _body: BashBody): Promise<BashResult> {
  throw notYet('shell commands');
}
