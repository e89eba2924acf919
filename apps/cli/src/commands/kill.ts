import type { AegisClient } from '@aegis/client';
import type { Session, Worktree } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession, listAllSessions } from '../session-argument.ts';
import { oneLine } from '../text/neutralise.ts';
import { UsageError } from '../usage-error.ts';

export interface KillFlags {
  all?: true;
  yes?: true;
}

async function chosenSessions(
  { io }: CommandContext,
  client: AegisClient,
  flags: KillFlags,
  names: readonly string[],
): Promise<Session[]> {
  if (flags.all && names.length > 0) throw new UsageError('Name sessions or say --all, not both.');
  if (flags.all) {
    const sessions = await listAllSessions(client, {}, io.signal);
    return sessions.filter(({ status }) => status !== 'exited');
  }
  if (names.length === 0) throw new UsageError('Name a session, or say --all.');
  // One after the other, so that a name that fits nothing is told before any session is ended.
  const sessions: Session[] = [];
  for (const name of names) sessions.push(await findSession(client, name, io.signal));
  return sessions;
}

async function confirmed({ io }: CommandContext, sessions: readonly Session[]): Promise<boolean> {
  const names = sessions.map(({ name }) => oneLine(name)).join(', ');
  const reply = await io.ask(`End ${sessions.length} session(s): ${names}? [y/N] `);
  return /^y(?:es)?$/i.test(reply?.trim() ?? '');
}

/** The worktree of one that has ended, where there is still something in it; null: there is none. */
async function keptWorktree(
  client: AegisClient,
  { id, worktree }: Session,
  signal: AbortSignal,
): Promise<Worktree | null> {
  if (worktree === null) return null;
  return (await client.getSession(id, {}, { signal })).worktree;
}

export const kill: CommandHandler<KillFlags, [string[]]> = async (context, flags, names) => {
  const { io, output } = context;
  const client = await context.connect();
  const sessions = await chosenSessions(context, client, flags, names);
  const asks = flags.all && !flags.yes && io.stdinIsTty && !output.json && sessions.length > 0;
  if (asks && !(await confirmed(context, sessions))) {
    output.note('Nothing was ended.');
    return EXIT.failed;
  }
  for (const session of sessions) {
    const { id, name } = session;
    const answer = await client.killSession(id, { signal: io.signal });
    output.item(
      { ...answer, id, name },
      (killed) => `Ended ${killed.id} (${oneLine(killed.name)})`,
    );
    const worktree = await keptWorktree(client, session, io.signal);
    if (worktree !== null) {
      output.note(`Its worktree stays: ${oneLine(worktree.path)} (${oneLine(worktree.branch)})`);
    }
  }
  if (sessions.length === 0) output.note('No session to end.');
  return EXIT.ok;
};
