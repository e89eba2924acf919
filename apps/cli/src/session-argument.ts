import type { AegisClient } from '@aegis/client';
import { AegisError, type Session, sessionIdSchema } from '@aegis/protocol';
import { is } from 'valibot';
import { closest, didYouMean } from './text/closest.ts';

/** Shorter than this, a prefix would mean another session as soon as one more is created. */
const SHORTEST_PREFIX = 4;
const PREFIX = 'ses_';

export async function listAllSessions(
  client: AegisClient,
  query: Parameters<AegisClient['listSessions']>[0],
  signal: AbortSignal,
): Promise<Session[]> {
  const sessions: Session[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listSessions({ ...query, cursor }, { signal });
    sessions.push(...page.sessions);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return sessions;
}

function matches({ id, name }: Session, argument: string): boolean {
  if (name === argument) return true;
  const key = id.slice(PREFIX.length);
  const wanted = argument.startsWith(PREFIX) ? argument.slice(PREFIX.length) : argument;
  return wanted.length >= SHORTEST_PREFIX && key.startsWith(wanted);
}

/**
 * The session that an argument means: by name, or by the beginning of its id. Sessions that have ended come second,
 * so that their names can be used again.
 * @throws AegisError `session_not_found`; `invalid_request` where several fit
 */
export function chooseSession(sessions: readonly Session[], argument: string): Session {
  const fitting = sessions.filter((session) => matches(session, argument));
  const live = fitting.filter(({ status }) => status !== 'exited');
  const candidates = live.length > 0 ? live : fitting;
  const [first, ...others] = candidates;
  if (!first) {
    const names = sessions.map(({ name }) => name);
    throw new AegisError(
      'session_not_found',
      `No session has the name or id ${JSON.stringify(argument)}.${didYouMean(argument, names)}`,
      { details: { session: argument, closest: closest(argument, names) } },
    );
  }
  if (others.length > 0) {
    const list = candidates.map(({ id, name }) => `${id} (${name})`).join(', ');
    throw new AegisError(
      'invalid_request',
      `${JSON.stringify(argument)} means several sessions: ${list}. Give the id.`,
      { details: { session: argument, candidates: candidates.map(({ id }) => id) } },
    );
  }
  return first;
}

/** The session that an argument names: its id, the beginning of its id, or its name. */
export async function findSession(
  client: AegisClient,
  argument: string,
  signal: AbortSignal,
): Promise<Session> {
  if (is(sessionIdSchema, argument)) return client.getSession(argument, {}, { signal });
  return chooseSession(await listAllSessions(client, {}, signal), argument);
}
