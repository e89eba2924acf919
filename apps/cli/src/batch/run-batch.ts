import { AegisError, type Session } from '@aegis/protocol';
import { isEnded, type TaskRow } from './batch-state.ts';
import type { Task } from './parse-tasks.ts';
import { runTask, type RunTaskOptions } from './run-task.ts';

export interface RunBatchOptions extends Omit<RunTaskOptions, 'onSession'> {
  /** How many run at a time. */
  concurrency: number;
  /** What becomes of a session once its turn has ended, or all of them are to end: it stays, or is ended. */
  afterwards: 'keep' | 'kill';
  /** Epoch milliseconds. */
  now: () => number;
  /** Called after each change, with the rows as they are. */
  onChange: (rows: readonly TaskRow[], changed: TaskRow) => void;
}

/** Milliseconds that the sessions get to end when the whole is interrupted. */
const KILL_TIMEOUT_MS = 15_000;

/**
 * Runs tasks, so many at a time, each to the end of its first turn. Resolves with how each ended, also where the signal
 * was aborted: what had not ended then is `interrupted`.
 */
export async function runBatch(
  tasks: readonly Task[],
  options: RunBatchOptions,
): Promise<readonly TaskRow[]> {
  const { client, signal, concurrency, afterwards, now, onChange } = options;
  const rows = tasks.map((task): TaskRow => ({
    task,
    state: { kind: 'queued' },
    session: null,
    startedAt: null,
    endedAt: null,
  }));
  const change = (row: TaskRow, changes: Partial<TaskRow>) => {
    Object.assign(row, changes);
    onChange(rows, row);
  };

  const kill = async (session: Session | null): Promise<void> => {
    if (session === null || afterwards === 'keep') return;
    // Its own time: it is also done after the whole was interrupted.
    const call = { signal: AbortSignal.timeout(KILL_TIMEOUT_MS) };
    await client.killSession(session.id, call).catch((error: unknown) => {
      if (!AegisError.is(error) && !call.signal.aborted) throw error;
    });
  };

  const run = async (row: TaskRow): Promise<void> => {
    change(row, { state: { kind: 'starting' }, startedAt: now() });
    const onSession = (session: Session) => {
      change(row, { session, state: { kind: 'running' } });
    };
    try {
      const end = await runTask(row.task, { ...options, onSession });
      // One that still waits for somebody is what that somebody is to find.
      if (end.outcome !== 'waiting') await kill(row.session);
      change(row, { state: { kind: 'ended', ...end }, endedAt: now() });
    } catch (error) {
      if (!signal.aborted) throw error;
      await kill(row.session);
      change(row, {
        state: { kind: 'ended', outcome: 'interrupted', error: null },
        endedAt: now(),
      });
    }
  };

  const queue = [...rows];
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      if (signal.aborted) return;
      await run(row);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, rows.length) }, work));
  for (const row of rows.filter((one) => !isEnded(one))) {
    change(row, { state: { kind: 'ended', outcome: 'interrupted', error: null } });
  }
  return rows;
}
