import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { report } from './report.ts';
import { runSoak } from './run-soak.ts';

/** `soak [--steps N] [--seed S] [--dwell MS] [--json file]` */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    steps: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    dwell: { type: 'string', default: '8000' },
    json: { type: 'string' },
  },
});

function whole(name: 'steps' | 'seed' | 'dwell'): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`--${name} takes a whole number, not "${values[name]}".`);
}

const result = await runSoak({
  steps: whole('steps'),
  seed: whole('seed'),
  dwellMs: whole('dwell'),
  onStep: (step, name) => process.stderr.write(`step ${step}: ${name}\n`),
});
process.stdout.write(`${report(result)}\n`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(result, null, 1));
