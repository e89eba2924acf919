import { drift, type Finding } from '../finding.ts';
import type { SeenRegistry, SeenStep } from '../seen.ts';
import type { Step } from '../tour/step.ts';

const FIELDS = ['pid', 'sessionId', 'status'];
const WORDS = ['busy', 'idle', 'waiting', 'shell'];

/** Claude Code's registry of its own processes, `<config>/sessions/<pid>.json`. A lasting fault is told once. */
export function compareRegistry(steps: readonly { step: Step; seen: SeenStep }[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { step, seen } of steps) {
    if (step.registry === undefined || seen.registry === null) continue;
    if (seen.outcome !== 'reached') continue;
    const what = problem(step.name, step.registry, seen.registry);
    if (what !== null && !found.has(what)) found.set(what, drift('registry', step.name, what));
  }
  return [...found.values()];
}

function problem(name: string, word: string, { fields, status }: SeenRegistry): string | null {
  if (fields === null) return 'There is no registry file for the running process.';
  const missing = FIELDS.filter((field) => !fields.includes(field));
  if (missing.length > 0) {
    return `The registry has no ${missing.join(', ')}; its fields are ${fields.join(', ')}.`;
  }
  if (status === word) return null;
  if (status === null || !WORDS.includes(status)) {
    return `The registry says ${JSON.stringify(status)}, which is no word that is known.`;
  }
  return `The registry says "${status}" at the ${name}, not "${word}".`;
}
