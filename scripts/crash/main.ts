import { parseArgs } from 'node:util';
import { countFaults } from '../delivery/check-received.ts';
import { runCrash } from './run-crash.ts';
import { wholeNumber } from '../whole-number.ts';

/** `crash [--kills N] [--sessions N] [--seed S]`: exit code 1 where anything was lost, doubled or altered. */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    kills: { type: 'string', default: '200' },
    sessions: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const whole = (name: keyof typeof values) => wholeNumber(name, values[name], 1);

const options = { kills: whole('kills'), sessions: whole('sessions'), seed: whole('seed') };
const run = await runCrash({
  ...options,
  onKill: (count) => {
    process.stderr.write(`kill ${count}\n`);
  },
});
const { deliveries, streams, statuses, verdicts } = run;
const faults = countFaults(deliveries);
const { missed, repeated, untold, toldTwice } = streams;
process.stdout.write(
  `${run.kills} kills, seed ${options.seed}, ${options.sessions} sessions: ${run.prompts} prompts, ${run.answered} dialogs answered, ${run.events} events
prompts lost ${faults.lost}, doubled ${faults.doubled}, altered ${faults.altered}, out of order ${faults.disordered}
${Object.entries(verdicts)
  .map(([verdict, times]) => `${times} ${verdict}`)
  .join(', ')}
events missed ${missed.length}, repeated ${repeated.length}; messages untold ${untold.length}, told twice ${toldTwice.length}
sessions at the end: ${statuses.join(', ')}
`,
);
const isWrong =
  Object.values(faults).some((times) => times > 0) ||
  [missed, repeated, untold, toldTwice].some((list) => list.length > 0) ||
  statuses.some((status) => status !== 'idle');
if (isWrong) {
  process.stdout.write(`${JSON.stringify({ deliveries, streams }, null, 1)}\n`);
  process.exitCode = 1;
}
