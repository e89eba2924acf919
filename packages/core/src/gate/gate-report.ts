import type { GateCheck, GateReport } from '@aegis/protocol';

/** The verdict over all checks, in a word and in a sentence. Pure. */
export function judge(checks: readonly GateCheck[]): Pick<GateReport, 'verdict' | 'summary'> {
  const of = (verdict: GateCheck['verdict']) => checks.filter((check) => check.verdict === verdict);
  const [failed, broken, passed] = [of('fail'), of('error'), of('pass')];
  if (failed.length > 0) {
    return { verdict: 'fail', summary: `${count(failed)} failed: ${names(failed)}.` };
  }
  if (broken.length > 0) {
    return { verdict: 'error', summary: `${count(broken)} could not be made: ${names(broken)}.` };
  }
  if (passed.length === 0) return { verdict: 'error', summary: 'There was nothing to check.' };
  return { verdict: 'pass', summary: `${count(passed)} passed: ${names(passed)}.` };
}

function count({ length }: readonly GateCheck[]): string {
  return length === 1 ? '1 check' : `${length} checks`;
}

function names(checks: readonly GateCheck[]): string {
  return checks.map(({ name }) => name).join(', ');
}
