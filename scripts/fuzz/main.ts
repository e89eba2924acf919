import { parseArgs } from 'node:util';
import { wholeNumber } from '../whole-number.ts';
import { DOORS } from './doors.ts';
import { guardDoor } from './guard-door.ts';
import { failuresOf, tableOf } from './report.ts';
import { shareOut } from './share-out.ts';
import type { Tally } from './tally.ts';

/**
 * `fuzz [--cases N] [--seed S] [--door NAME]… [--from SLICE]`: exit code 1 where a promise of a door was broken.
 * `--slice` (with `--path`) or `--input` play one failure again.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    door: { type: 'string', multiple: true, default: [] },
    from: { type: 'string', default: '0' },
    slice: { type: 'string' },
    path: { type: 'string' },
    input: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
});

const cases = wholeNumber('cases', values.cases, 1);
const seed = wholeNumber('seed', values.seed, 0);
const from = wholeNumber('from', values.from, 0);
const slice = values.slice === undefined ? null : wholeNumber('slice', values.slice, 0);
const jobs = wholeNumber('jobs', values.jobs, 1);
const names = DOORS.map(({ name }) => name);
for (const name of values.door) {
  if (!names.includes(name))
    throw new Error(`--door takes one of ${names.join(', ')}, not "${name}".`);
}
const doors = DOORS.filter(({ name }) => values.door.length === 0 || values.door.includes(name));
const shares = shareOut(doors, cases);

const tallies = new Map<string, Tally>();
const waiting = [...doors];
process.stdout.write(`${cases} cases, seed ${seed}\n`);

async function work(): Promise<void> {
  for (let door = waiting.shift(); door !== undefined; door = waiting.shift()) {
    const { name } = door;
    const tally = await guardDoor({
      order: {
        door: name,
        cases: shares.get(name) ?? 0,
        seed,
        from,
        only: slice === null ? null : { slice, path: values.path },
        input: values.input ?? null,
      },
      onProgress: (soFar) => tallies.set(name, soFar),
    });
    tallies.set(name, tally);
    process.stderr.write(
      `${name}: ${tally.cases} cases in ${tally.seconds.toFixed(0)} s\n${failuresOf([tally])}`,
    );
  }
}

/** What there is of a table. */
function table(): Tally[] {
  const inOrder = doors.flatMap(({ name }) => tallies.get(name) ?? []);
  process.stdout.write(`${tableOf(inOrder)}\n${failuresOf(inOrder)}`);
  return inOrder;
}

// A run of an hour that is ended before says what it has come to. The doors' processes end when nobody listens.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    table();
    process.exit(1);
  });
}
await Promise.all(Array.from({ length: jobs }, work));
const inOrder = table();
if (inOrder.some(({ failure }) => failure !== null)) process.exitCode = 1;
