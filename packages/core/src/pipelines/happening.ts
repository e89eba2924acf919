import type { GateReport, StepState, Worktree } from '@aegis/protocol';

type StepError = NonNullable<StepState['error']>;

/** Of one try of a step. */
interface OfTry {
  step: string;
  attempt: number;
}

/** What happens to a pipeline. What is of a try that is over changes nothing but who has to be ended. */
export type Happening =
  /** Time to begin what can be begun. */
  | { type: 'looked-at' }
  | { type: 'cancelled' }
  | { type: 'resumed' }
  | (OfTry & {
      type: 'session-started';
      sessionId: string;
      workDir: string;
      worktree: Worktree | null;
    })
  | (OfTry & { type: 'not-started'; error: StepError })
  /** Its session was stored, and Aegis ended before it could be launched: that was no try. */
  | (OfTry & { type: 'never-ran'; sessionId: string })
  /** Null: on nobody any more. */
  | (OfTry & { type: 'waits'; on: string | null })
  | (OfTry & { type: 'turn-completed'; output: string })
  /** `leave`: its session is somebody's to look at, and no other try is made. */
  | (OfTry & { type: 'try-failed'; error: StepError; session: 'end' | 'leave' })
  | (OfTry & { type: 'gate-finished'; report: GateReport })
  /** Another session goes on in its place. */
  | (OfTry & {
      type: 'replaced';
      sessionId: string;
      workDir: string;
      worktree: Worktree | null;
    })
  | (OfTry & { type: 'retry-due' })
  | { type: 'session-ended'; step: string; sessionId: string; usage: StepState['usage'] | null }
  | { type: 'worktree-removed'; step: string; sessionId: string };
