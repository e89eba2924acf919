import { paneQuerySchema } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { parseQuery } from './parse-query.ts';

export interface PaneFlags {
  ansi?: true;
  history?: string;
}

export const pane: CommandHandler<PaneFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const { history } = flags;
  const format = flags.ansi ? 'ansi' : output.json ? 'json' : 'text';
  const query = parseQuery(paneQuerySchema, { history, format });
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const result = await client.capturePane(id, query, { signal: io.signal });
  if (flags.ansi && !output.json) output.raw(`${result.pane}\u001b[0m\n`);
  else output.answer(result, (shown) => shown.pane);
  return EXIT.ok;
};
