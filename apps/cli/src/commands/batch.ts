import { type BatchResult, MAX_BATCH } from '@aegis/protocol';
import { type TaskRow, totalsOf } from '../batch/batch-state.ts';
import { parseTasks, type Task } from '../batch/parse-tasks.ts';
import { createProgress } from '../batch/report-progress.ts';
import { runBatch } from '../batch/run-batch.ts';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readSource } from '../files/read-source.ts';
import { parseDuration } from '../text/duration.ts';
import { oneLine } from '../text/neutralise.ts';
import { UsageError } from '../usage-error.ts';
import { batchTable } from '../views/batch-view.ts';

export interface BatchFlags {
  file: string;
  concurrency?: string;
  keep?: true;
  kill?: true;
  leaveWaiting?: true;
  timeout?: string;
  detach?: true;
}

const DEFAULT_CONCURRENCY = 4;

function concurrencyFrom(text: string | undefined): number {
  if (text === undefined) return DEFAULT_CONCURRENCY;
  const number = Number(text);
  if (/^\d{1,3}$/.test(text) && number >= 1 && number <= MAX_BATCH) return number;
  throw new UsageError(
    `--concurrency ${JSON.stringify(text)}: write a number from 1 to ${MAX_BATCH}.`,
  );
}

/** Only starts them, by the server's own batch, and waits for nothing. */
async function startOnly(
  context: CommandContext,
  tasks: readonly Task[],
  concurrency: number,
): Promise<number> {
  const { io, output } = context;
  const client = await context.connect();
  const whole: BatchResult = { results: [], created: 0, failed: 0 };
  for (let at = 0; at < tasks.length; at += MAX_BATCH) {
    const sessions = tasks.slice(at, at + MAX_BATCH).map(({ body }) => body);
    const part = await client.batchCreate({ sessions, concurrency }, { signal: io.signal });
    whole.results.push(...part.results);
    whole.created += part.created;
    whole.failed += part.failed;
  }
  output.answer(whole, ({ results }) =>
    results
      .map((result, index) => {
        const { line, label } = tasks[index] ?? { line: 0, label: '?' };
        return result.ok
          ? `${result.session.id}  ${oneLine(result.session.name)}`
          : `line ${line} (${oneLine(label)}): ${result.error.error}`;
      })
      .join('\n'),
  );
  return whole.failed === 0 ? EXIT.ok : EXIT.failed;
}

function exitCodeOf(rows: readonly TaskRow[]): number {
  const { failed, waiting } = totalsOf(rows);
  if (failed > 0) return EXIT.failed;
  return waiting > 0 ? EXIT.needsAnswer : EXIT.ok;
}

/** What `--json` prints of a task. */
function toResult({ task, session, state }: TaskRow) {
  const end = state.kind === 'ended' ? state : { outcome: 'interrupted', error: null };
  return { line: task.line, outcome: end.outcome, error: end.error, session };
}

export const batch: CommandHandler<BatchFlags, []> = async (context, flags) => {
  const { io, output } = context;
  const concurrency = concurrencyFrom(flags.concurrency);
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  if (flags.keep && flags.kill) throw new UsageError('Say --keep or --kill, not both.');
  const tasks = parseTasks(await readSource(io, flags.file), io.cwd);
  if (flags.detach) {
    if (flags.kill || flags.leaveWaiting || timeoutMs !== undefined) {
      throw new UsageError(
        '--detach waits for nothing; leave --kill, --leave-waiting and --timeout out.',
      );
    }
    return startOnly(context, tasks, concurrency);
  }
  const client = await context.connect();
  // A server that is not there is told once, not once for each task.
  await client.health({ signal: io.signal });
  const progress = createProgress(context);
  const rows = await runBatch(tasks, {
    client,
    signal: io.signal,
    timeoutMs,
    concurrency,
    onQuestion: flags.leaveWaiting ? 'leave' : 'wait',
    afterwards: flags.kill ? 'kill' : 'keep',
    now: () => io.now(),
    onChange: (all, changed) => progress.change(all, changed),
  }).finally(() => progress.end());
  output.answer({ results: rows.map(toResult), ...totalsOf(rows) }, (_shown, style) =>
    batchTable(rows, style, io.now()),
  );
  if (!io.signal.aborted) return exitCodeOf(rows);
  const left = rows.filter(({ session, endedAt }) => session !== null && endedAt !== null);
  if (!flags.kill && left.length > 0) {
    output.note('The sessions go on: aegis ls shows them, aegis kill ends them.');
  }
  throw io.signal.reason;
};
