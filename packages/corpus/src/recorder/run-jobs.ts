import type { Job } from './choose-jobs.ts';

/**
 * Work through the jobs, so many at a time, and never two of one scenario at once: they share a work directory.
 * One that fails does not stop the others.
 */
export async function runJobs<T>(
  jobs: readonly Job[],
  atATime: number,
  run: (job: Job) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const waiting = jobs.map((job, index) => ({ job, index }));
  const results: PromiseSettledResult<T>[] = [];
  const playing = new Map<string, Promise<void>>();
  while (waiting.length > 0 || playing.size > 0) {
    const next = waiting.findIndex(({ job }) => !playing.has(job.scenario.name));
    const [taken] = playing.size < atATime && next >= 0 ? waiting.splice(next, 1) : [];
    if (taken === undefined) {
      await Promise.race(playing.values());
      continue;
    }
    const { job, index } = taken;
    const done = Promise.allSettled([run(job)]).then(([result]) => {
      results[index] = result;
      playing.delete(job.scenario.name);
    });
    playing.set(job.scenario.name, done);
  }
  return results;
}
