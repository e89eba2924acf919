import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CorpusError } from '../corpus-error.ts';
import { nameOf, recordingNames, saveRecording } from '../format/files.ts';
import { scenarios } from '../scenarios/index.ts';
import { chooseJobs, type Job } from './choose-jobs.ts';
import { recordScenario } from './record-scenario.ts';
import { runJobs } from './run-jobs.ts';

const USAGE = `Record scenarios on real Claude Code builds, offline. What is left out means all.

  --claude 2.1.330,2.0.76   versions, or "all"; one that is not in the corpus is fetched from npm
  --size 120x40,60x20       sizes
  --renderer classic        or fullscreen
  --theme dark              or light
  --scenario turn,shell     scenarios
  --missing                 only what is not recorded yet
  --jobs 4                  so many at a time; default: twice the processors
`;

/** @returns the exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    // Package managers hand on the `--` that ends their own options.
    args: process.argv.slice(2).filter((word) => word !== '--'),
    options: {
      claude: { type: 'string' },
      size: { type: 'string' },
      renderer: { type: 'string' },
      theme: { type: 'string' },
      scenario: { type: 'string' },
      missing: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(2 * availableParallelism()) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(USAGE);
  const atATime = Number(values.jobs);
  if (!Number.isInteger(atATime) || atATime < 1) {
    throw new CorpusError('invalid_argument', `--jobs ${values.jobs}: write a number from 1 on`);
  }
  const chosen = chooseJobs(
    {
      claude: listed(values.claude),
      sizes: listed(values.size),
      renderers: listed(values.renderer),
      themes: listed(values.theme),
      scenarios: listed(values.scenario),
    },
    scenarios,
  );
  const there = new Set(values.missing ? recordingNames() : []);
  const jobs = chosen.filter(({ scenario, setting }) => !there.has(nameOf(scenario.name, setting)));
  return record(jobs, atATime);
}

async function record(jobs: readonly Job[], atATime: number): Promise<number> {
  let done = 0;
  const results = await runJobs(jobs, atATime, async ({ scenario, setting }) => {
    const start = performance.now();
    const tell = (outcome: string): void => {
      done += 1;
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const place = `[${done}/${jobs.length}]`;
      print(`${place} ${nameOf(scenario.name, setting)} ${outcome} after ${seconds} s\n`);
    };
    try {
      saveRecording(await recordScenario(scenario, setting));
      tell('recorded');
    } catch (error) {
      tell('FAILED');
      print(`${explain(asError(error))}\n\n`);
      throw error;
    }
  });
  const failures = jobs.filter((_job, index) => results[index]?.status === 'rejected');
  print(`\n${jobs.length - failures.length} recorded, ${failures.length} failed\n`);
  for (const { scenario, setting } of failures) print(`  ${nameOf(scenario.name, setting)}\n`);
  return failures.length === 0 ? 0 : 1;
}

function listed(words: string | undefined): string[] | null {
  return words?.split(',').filter((word) => word !== '') ?? null;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** A message of our own says what to do; of anything else the stack is needed. */
function explain(error: Error): string {
  return error instanceof CorpusError ? error.message : (error.stack ?? error.message);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${explain(asError(error))}\n`);
  process.exitCode = 2;
}
