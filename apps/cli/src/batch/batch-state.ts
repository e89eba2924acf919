import type { Session } from '@aegis/protocol';
import type { Task } from './parse-tasks.ts';

/** How a task ended. `waiting`: it still waits for somebody's answer, and its place was given to another. */
export type Outcome = 'completed' | 'failed' | 'timed-out' | 'waiting' | 'interrupted';

export type TaskState =
  | { kind: 'queued' }
  | { kind: 'starting' }
  /** It has a session that is at work, or waits for an answer (`pending`, or a status that says so). */
  | { kind: 'running' }
  | { kind: 'ended'; outcome: Outcome; error: TaskError | null };

/** `code`: of the server's error, or of our own words for how a turn ended. */
export interface TaskError {
  code: string;
  error: string;
}

export interface TaskRow {
  task: Task;
  state: TaskState;
  session: Session | null;
  /** Epoch milliseconds. */
  startedAt: number | null;
  endedAt: number | null;
}

export interface BatchTotals {
  completed: number;
  failed: number;
  waiting: number;
}

export function isEnded(row: TaskRow): boolean {
  return row.state.kind === 'ended';
}

function outcomeOf({ state }: TaskRow): Outcome | null {
  return state.kind === 'ended' ? state.outcome : null;
}

/** `failed` counts all that is neither completed nor waiting, once everything has ended. */
export function totalsOf(rows: readonly TaskRow[]): BatchTotals {
  const outcomes = rows.map(outcomeOf);
  const completed = outcomes.filter((outcome) => outcome === 'completed').length;
  const waiting = outcomes.filter((outcome) => outcome === 'waiting').length;
  return { completed, waiting, failed: rows.length - completed - waiting };
}
