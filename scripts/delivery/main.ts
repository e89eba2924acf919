import { parseArgs } from 'node:util';
import { countFaults } from './check-received.ts';
import { runDelivery } from './run-delivery.ts';
import { wholeNumber } from '../whole-number.ts';

/** `delivery [--prompts N] [--sessions N] [--seed S]`: exit code 1 where a prompt did not arrive once, in order, as it was. */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    prompts: { type: 'string', default: '1000' },
    sessions: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const whole = (name: keyof typeof values) => wholeNumber(name, values[name], 1);

const options = { prompts: whole('prompts'), sessions: whole('sessions'), seed: whole('seed') };
const run = await runDelivery({
  ...options,
  onPrompt: (count) => {
    if (count % 50 === 0) process.stderr.write(`${count} prompts\n`);
  },
});
const faults = countFaults(run.faults);
process.stdout.write(
  `${run.sent} prompts (${run.bytes} bytes) to ${options.sessions} sessions in ${(run.ms / 1_000).toFixed(0)} s, seed ${options.seed}
lost ${faults.lost}, doubled ${faults.doubled}, altered ${faults.altered}, out of order ${faults.disordered}
${Object.entries(run.verdicts)
  .map(([verdict, times]) => `${times} ${verdict}`)
  .join(', ')}
`,
);
if (Object.values(faults).some((times) => times > 0)) {
  process.stdout.write(`${JSON.stringify(run.faults, null, 1)}\n`);
  process.exitCode = 1;
}
