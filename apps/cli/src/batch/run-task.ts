import type { AegisClient } from '@aegis/client';
import { AegisError, type Session } from '@aegis/protocol';
import { judgeTurn } from '../follow/judge-turn.ts';
import { lookUntil } from '../follow/look-until.ts';
import type { Outcome, TaskError } from './batch-state.ts';
import type { Task } from './parse-tasks.ts';

export interface RunTaskOptions {
  client: AegisClient;
  signal: AbortSignal;
  /** Milliseconds for the whole task; undefined: as long as it takes. */
  timeoutMs: number | undefined;
  /** What is done where it waits for an answer: `wait` for somebody to give it, or `leave` it so. */
  onQuestion: 'wait' | 'leave';
  /** Called with the session each time that it was looked at. */
  onSession: (session: Session) => void;
}

export interface TaskEnd {
  outcome: Outcome;
  error: TaskError | null;
}

function turnEnd({ lastTurn }: Session): TaskEnd {
  if (lastTurn?.outcome === 'completed') return { outcome: 'completed', error: null };
  const how = lastTurn?.outcome ?? 'not known how';
  const sentence = lastTurn?.error ?? `The turn was not completed: ${how}.`;
  return { outcome: 'failed', error: { error: sentence, code: `turn_${how}` } };
}

const failure = (code: string, error: string): TaskEnd => ({
  outcome: 'failed',
  error: { error, code },
});

async function follow(
  session: Session,
  { client, onSession, onQuestion }: RunTaskOptions,
  signal: AbortSignal,
): Promise<TaskEnd> {
  const look = async (): Promise<{ found: TaskEnd } | null> => {
    const latest = await client.getSession(session.id, {}, { signal });
    onSession(latest);
    switch (judgeTurn(latest, { kind: 'first-turn' }, new Map())) {
      case 'ended':
        return { found: turnEnd(latest) };
      case 'exited':
        return {
          found: failure(
            'session_exited',
            `Claude Code has ended (${latest.exit?.reason ?? '?'}).`,
          ),
        };
      case 'undelivered':
        return { found: failure('prompt_undelivered', 'The prompt did not reach Claude Code.') };
      case 'needs-answer':
        return onQuestion === 'leave' ? { found: { outcome: 'waiting', error: null } } : null;
      case null:
        return null;
    }
  };
  return lookUntil(client, session.id, { signal, look });
}

/** Once Claude Code has written down what it said last: before that, what it used is not known. The task is done either way. */
async function lookAtUsage(
  id: string,
  { client, onSession, signal }: RunTaskOptions,
): Promise<void> {
  try {
    await client.readSession(id, { limit: 1 }, { signal });
    onSession(await client.getSession(id, {}, { signal }));
  } catch (error) {
    if (!AegisError.is(error)) throw error;
  }
}

/** Starts a task's session and waits for the end of its first turn. Answers nothing. Rejects only where aborted. */
export async function runTask(task: Task, options: RunTaskOptions): Promise<TaskEnd> {
  const { client, signal, timeoutMs, onSession } = options;
  const timeout = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  const either = timeout ? AbortSignal.any([signal, timeout]) : signal;
  try {
    // Not cut short by either signal: a session that was started must be known, to be told or ended.
    const session = await client.createSession(task.body);
    onSession(session);
    either.throwIfAborted();
    const end = await follow(session, options, either);
    if (end.outcome === 'completed') await lookAtUsage(session.id, options);
    return end;
  } catch (error) {
    signal.throwIfAborted();
    if (timeout?.aborted) return { outcome: 'timed-out', error: null };
    if (AegisError.is(error)) return failure(error.code, error.message);
    throw error;
  }
}
