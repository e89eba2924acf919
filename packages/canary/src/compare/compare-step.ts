import { drift, type Finding } from '../finding.ts';
import type { SeenFrame, SeenStep } from '../seen.ts';
import type { Step } from '../tour/step.ts';
import { isUnknown, quoteOf, shortly } from './describe-frame.ts';

/** One step: the screen at its end, and what came of it. */
export function compareStep(step: Step, seen: SeenStep): Finding[] {
  if (seen.outcome === 'not_tried') return [];
  const screen = compareScreen(step, seen);
  if (seen.outcome === 'reached') return [...screen, ...compareResult(step, seen)];
  // A screen that is not understood is why the step was not reached.
  return screen.length > 0 ? screen : [lost(step, seen)];
}

function lost({ name, status }: Step, seen: SeenStep): Finding {
  const where = seen.status === null ? '' : ` (${seen.status.word}, by ${seen.status.rule})`;
  const what =
    seen.outcome === 'failed'
      ? `The ${name} was not reached: ${seen.problem ?? 'for no reason that is known'}`
      : `The ${name} was not reached: the session did not come to ${status}${where}.`;
  return { ...drift('session', name, what), frame: seen.frames.at(-1) ?? null };
}

function compareScreen(step: Step, seen: SeenStep): Finding[] {
  // Work may be over before it has been looked at.
  const atWork = seen.frames.findLast(({ reading }) => reading.status === 'working');
  const frame = (step.status === 'working' ? atWork : undefined) ?? seen.frames.at(-1);
  // Nothing was drawn, or what is drawn at the end of a process is its own matter.
  if (frame === undefined || step.status === 'exited') return [];
  return screenProblems(step, frame).map((what) => ({
    ...drift('screen', step.name, what),
    frame,
  }));
}

function screenProblems({ name, status, screen = {} }: Step, frame: SeenFrame): string[] {
  const { reading } = frame;
  const { dialog, composer } = reading;
  const isRight =
    screen.dialog === undefined ? reading.status === status : dialog?.name === screen.dialog;
  if (!isRight && isUnknown(reading)) {
    const part = dialog === null ? 'what it shows, beginning with' : 'its title';
    return [
      `The ${name} is not recognised: no rule knows ${part} ${quoteOf(frame)} (${reading.rule}).`,
    ];
  }
  if (!isRight) {
    const wanted = screen.dialog === undefined ? status : `the dialog "${screen.dialog}"`;
    return [`The ${name} is read as ${shortly(reading)}, not as ${wanted}.`];
  }
  const problems: string[] = [];
  const roles = dialog?.options.map(({ role }) => role) ?? [];
  const missing = (screen.roles ?? []).filter(
    (role) =>
      !roles.some(
        (each) => each === role || (role === 'decline' && each === 'decline-with-feedback'),
      ),
  );
  if (missing.length > 0) {
    const labels = dialog?.options.map(({ label }) => JSON.stringify(label)).join(', ') ?? '';
    problems.push(
      `The ${name} has no row known as ${missing.join(' or ')}; its rows are ${labels}.`,
    );
  }
  if (screen.subject !== undefined && dialog?.subject !== screen.subject) {
    const found = JSON.stringify(dialog?.subject ?? null);
    problems.push(
      `The ${name} is read as being about ${found}, not ${JSON.stringify(screen.subject)}.`,
    );
  }
  if (screen.emptyBox === true && composer === null) {
    problems.push(`The input box of the ${name} is not recognised.`);
  }
  if (screen.emptyBox === true && composer !== null && composer.text !== '') {
    problems.push(
      `The empty input box of the ${name} is read as holding ${JSON.stringify(composer.text)}.`,
    );
  }
  return problems;
}

function compareResult(step: Step, seen: SeenStep): Finding[] {
  const { name } = step;
  const findings: Finding[] = [];
  if (step.outcome !== undefined && seen.outcomeOfTurn !== step.outcome) {
    const told = seen.outcomeOfTurn ?? 'nothing';
    findings.push(
      drift('session', name, `The ${name} is told as ${told}, not as ${step.outcome}.`),
    );
  }
  if (step.via !== undefined && seen.via !== step.via) {
    const ways = { hook: 'by the hook', screen: 'on the screen' };
    const went = seen.via === null ? 'nowhere' : ways[seen.via];
    const area = step.via;
    findings.push(
      drift(area, name, `The answer before the ${name} went in ${went}, not ${ways[step.via]}.`),
    );
  }
  if (step.file !== undefined && seen.file !== step.file.content) {
    const { name: file } = step.file;
    const what = `At the ${name} ${file} holds ${JSON.stringify(seen.file)}, not ${JSON.stringify(step.file.content)}: the answer did not do what it says.`;
    findings.push(drift('session', name, what));
  }
  return findings;
}
