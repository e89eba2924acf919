import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInLines } from '../watch/watch-in-lines.ts';
import { watchOnTerminal } from '../watch/watch-on-terminal.ts';

export interface WatchFlags {
  all?: true;
  plain?: true;
}

export const watch: CommandHandler<WatchFlags, []> = async (context, { all, plain }) => {
  const { io, output } = context;
  const client = await context.connect();
  const options = { showEnded: all === true };
  const onTerminal = io.stdout.isTty && io.stdinIsTty && !output.json && !plain;
  if (onTerminal) await watchOnTerminal(io, client, options);
  else await watchInLines(context, client, options);
  return EXIT.ok;
};
