import type { Pipeline, StepState } from '@aegis/protocol';
import { oneLine } from '../text/neutralise.ts';

/** What a line says of a step: all of it is the same where nothing worth a line has changed. */
function told(step: StepState): string {
  const { name, status, attempt, attempts, waitsOn, error, sessionId } = step;
  const tries = attempts > 1 && attempt > 0 ? ` (try ${attempt} of ${attempts})` : '';
  const where = sessionId !== null && status === 'running' ? ` in ${sessionId}` : '';
  const waits = waitsOn === null ? '' : `, waits: ${waitsOn}`;
  const why = error === null ? '' : `: ${error.message}`;
  return oneLine(`${name}: ${status}${tries}${where}${waits}${why}`);
}

/** A line for each step that has changed, and one for the pipeline's own end; all steps that began where it is new. */
export function stepChanges(before: Pipeline | null, after: Pipeline): string[] {
  const earlier = new Map(before?.steps.map((step) => [step.name, told(step)]));
  const lines = after.steps
    .filter((step) => (earlier.get(step.name) ?? `${step.name}: waiting`) !== told(step))
    .map(told);
  return before?.status === after.status || after.status === 'running'
    ? lines
    : [...lines, `${oneLine(after.name)}: ${after.status}`];
}
