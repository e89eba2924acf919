import { type WaitQuery, waitQuerySchema, type WaitResult } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { isWaiting } from '../views/status-style.ts';
import { sessionView } from '../views/session-view.ts';
import { parseQuery } from './parse-query.ts';

export interface WaitFlags {
  status?: string;
  timeout?: string;
}

/** With a status to wait for, coming to it is success; without one, only a turn that was completed is. */
function exitCodeOf(result: WaitResult, asked: boolean): number {
  if (result.timedOut) return EXIT.timedOut;
  if (asked) return EXIT.ok;
  if (result.pending !== null || isWaiting(result.status)) return EXIT.needsAnswer;
  if (result.status === 'exited') return EXIT.failed;
  return result.lastTurn === null || result.lastTurn.outcome === 'completed'
    ? EXIT.ok
    : EXIT.failed;
}

export const wait: CommandHandler<WaitFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const timeoutMs = flags.timeout === undefined ? Infinity : parseDuration(flags.timeout);
  const { status } = parseQuery(waitQuerySchema, { status: flags.status });
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const spinner = await output.spinner(`${session.name}: ${session.status}`);
  const query: WaitQuery = { status, timeoutMs };
  const result = await client
    .wait(session.id, query, { signal: io.signal })
    .finally(() => spinner.stop());
  output.answer(result, (shown, style) => sessionView(shown, style, io.now()));
  if (result.timedOut) output.note(`Still ${result.status}; the session goes on.`);
  return exitCodeOf(result, status !== undefined);
};
