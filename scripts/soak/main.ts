import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { report } from './report.ts';
import { runSoak } from './run-soak.ts';
import { wholeNumber } from '../whole-number.ts';

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

const whole = (name: 'steps' | 'seed' | 'dwell') => wholeNumber(name, values[name], 0);

const result = await runSoak({
  steps: whole('steps'),
  seed: whole('seed'),
  dwellMs: whole('dwell'),
  onStep: (step, name) => process.stderr.write(`step ${step}: ${name}\n`),
});
process.stdout.write(`${report(result)}\n`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(result, null, 1));
