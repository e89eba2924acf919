import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../whole-number.ts';
import { faultsOf, report } from './report.ts';
import { runEndurance } from './run-endurance.ts';

/** `endurance [--hours N] [--minutes N] [--json file]`: exit code 1 where anything piles up. */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    hours: { type: 'string', default: '24' },
    minutes: { type: 'string', default: '600' },
    json: { type: 'string' },
  },
});

const run = await runEndurance({
  hours: wholeNumber('hours', values.hours, 1),
  samplesPerHour: 2,
  idle: { sessions: 10, ms: 60_000 },
  longestMs: wholeNumber('minutes', values.minutes, 1) * 60_000,
  onSample: (hour, sample) => {
    process.stderr.write(`hour ${hour.toFixed(1)}: ${JSON.stringify(sample)}\n`);
  },
});
process.stdout.write(`${report(run)}\n`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(run, null, 1));
if (faultsOf(run).length > 0) process.exitCode = 1;
