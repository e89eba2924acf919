import { createOwnedDirectory, eventually } from '@aegis/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { startedWith } from '../process/process-table.ts';
import { GATE_MARK, runGateCommand, type CommandPlan } from './run-gate-command.ts';

let folder: Awaited<ReturnType<typeof createOwnedDirectory>>;
let mark: string;
beforeEach(async () => {
  folder = await createOwnedDirectory();
  mark = `test.${process.pid}.${Math.random()}`;
});
afterEach(() => folder.dispose());

const left = () => startedWith(`${GATE_MARK}=${mark}`).size;

async function run(
  argv: CommandPlan['argv'],
  { timeoutMs = 20_000, signal = new AbortController().signal } = {},
) {
  const env = { PATH: process.env['PATH'] ?? '', LEFT: 'over' };
  const end = await runGateCommand(
    { argv, cwd: folder.path, env, timeoutMs, mark },
    { clock, signal },
  );
  expect(left()).toBe(0);
  return end;
}
const script = (text: string): CommandPlan['argv'] => ['sh', '-c', text];

test('a command runs in its folder with its environment, and nothing can be read', async () => {
  const end = await run(script('pwd; echo "$LEFT" >&2; cat; exit 3'));
  expect(end).toMatchObject({
    type: 'ran',
    run: { exitCode: 3, signal: null, timedOut: false, output: `${folder.path}\nover` },
  });
});

test('words are words: no shell reads them', async () => {
  const end = await run(['printf', '%s|', '$HOME', '*', 'a b', '; exit 1']);
  expect(end).toMatchObject({ run: { exitCode: 0, output: '$HOME|*|a b|; exit 1|' } });
});

test('one that takes too long is ended with all that it started', async () => {
  const stubborn = `setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done'`;
  const end = await run(script(`echo begun; ${stubborn} & sleep 300`), { timeoutMs: 400 });
  expect(end).toMatchObject({
    type: 'ran',
    run: { timedOut: true, exitCode: null, output: 'begun' },
  });
});

test('one whose caller has gone is ended', async () => {
  const stop = new AbortController();
  const running = run(['sleep', '300'], { signal: stop.signal });
  await eventually('it runs', () => left() > 0);
  stop.abort();
  expect(await running).toMatchObject({ run: { timedOut: false, signal: 'SIGTERM' } });
});

test('what it leaves behind is ended, and nobody waits for its output', async () => {
  const end = await run(script('sleep 300 & echo done'));
  expect(end).toMatchObject({ run: { exitCode: 0, output: 'done', timedOut: false } });
});

test('of much output the end is kept', async () => {
  const end = await run(script('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done'));
  if (end.type !== 'ran') throw new Error(end.why);
  expect(end.run.output.endsWith('line 19999')).toBe(true);
  expect(end.run.output.length).toBeLessThanOrEqual(16_384);
  expect(end.run.droppedBytes).toBeGreaterThan(100_000);
});

test('one that is not there was not started', async () => {
  expect(await run(['no-such-program-here'])).toEqual({
    type: 'not-started',
    why: 'no-such-program-here was not found. Install it, or name it by its path.',
  });
});
