import { gateBodySchema, type GateReport, parseRequest } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { gateView } from '../views/gate-view.ts';

export interface GateFlags {
  command?: readonly string[];
  /** False with `--no-commands`. */
  commands: boolean;
  /** False with `--no-transcript`. */
  transcript: boolean;
  timeout?: string;
  last?: true;
}

/** Without either option it is left to the server, which finds what the project offers. */
function commandsOf({ command, commands }: GateFlags): readonly string[] | undefined {
  if (!commands && command !== undefined) {
    throw new UsageError('Name commands or say --no-commands, not both.');
  }
  return commands ? command : [];
}

export const gate: CommandHandler<GateFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const { signal } = io;
  const commands = commandsOf(flags);
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  if (flags.last && (commands !== undefined || timeoutMs !== undefined || !flags.transcript)) {
    throw new UsageError('--last shows a report that is there; leave the other options out.');
  }
  const transcript = flags.transcript ? undefined : false;
  const body = parseRequest(gateBodySchema, { commands, transcript, timeoutMs }, 'command line');
  const client = await context.connect({ patient: true });
  const { id, name } = await findSession(client, argument, signal);
  let report: GateReport;
  if (flags.last) {
    report = await client.lastGate(id, { signal });
  } else {
    const spinner = await output.spinner(`Checking the work of ${name}`);
    report = await client.runGate(id, body, { signal }).finally(() => spinner.stop());
  }
  output.answer(report, gateView);
  return report.verdict === 'pass' ? EXIT.ok : EXIT.failed;
};
