import type { PipelineRunState } from './pipeline-state.ts';

/** Something to be done for a pipeline, for as long as its state asks for it. */
export type Job =
  | { do: 'start'; step: string; attempt: number; mayCreate: boolean }
  | { do: 'watch'; step: string; attempt: number; sessionId: string }
  | { do: 'gate'; step: string; attempt: number; sessionId: string }
  /** `at`: epoch milliseconds. */
  | { do: 'give-up'; step: string; attempt: number; at: number }
  | { do: 'try-again'; step: string; attempt: number; at: number }
  | { do: 'end'; step: string; sessionId: string };

/** All that a pipeline in this state needs to be done: what begins anew after a restart is what was going on before it. */
export function jobsOf({ status, steps }: PipelineRunState): Job[] {
  return steps.flatMap((step): Job[] => {
    const { name, attempt, sessionId, deadline, retryAt } = step;
    const isOn = step.status === 'running' || step.status === 'gating';
    const jobs: Job[] = step.ending.map((id) => ({ do: 'end', step: name, sessionId: id }));
    if (step.isStarting) {
      jobs.push({ do: 'start', step: name, attempt, mayCreate: step.status === 'running' });
    }
    if (step.status === 'running' && sessionId !== null) {
      jobs.push({ do: 'watch', step: name, attempt, sessionId });
    }
    if (step.status === 'gating' && sessionId !== null) {
      jobs.push({ do: 'gate', step: name, attempt, sessionId });
    }
    if (isOn && deadline !== null) jobs.push({ do: 'give-up', step: name, attempt, at: deadline });
    if (status === 'running' && step.status === 'waiting' && retryAt !== null) {
      jobs.push({ do: 'try-again', step: name, attempt, at: retryAt });
    }
    return jobs;
  });
}

/** Two jobs with the same key are one. */
export function jobKey(job: Job): string {
  const which = 'sessionId' in job ? job.sessionId : '';
  const try_ = 'attempt' in job ? job.attempt : '';
  return [job.do, job.step, try_, which].join(' ');
}
