import { type ReadQuery, readQuerySchema } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { lookUntil } from '../follow/look-until.ts';
import { findSession } from '../session-argument.ts';
import { UsageError } from '../usage-error.ts';
import { messageView } from '../views/message-view.ts';
import { parseQuery } from './parse-query.ts';

export interface ReadFlags {
  follow?: true;
  after?: string;
  limit?: string;
  role?: string;
}

export const read: CommandHandler<ReadFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const { signal } = io;
  const { after, limit, role } = flags;
  if (flags.follow && limit !== undefined) {
    throw new UsageError('--follow prints everything; leave --limit out.');
  }
  let query: ReadQuery = parseQuery(readQuerySchema, { after, limit, role });
  const client = await context.connect();
  const { id } = await findSession(client, argument, signal);
  if (!flags.follow) {
    const result = await client.readSession(id, query, { signal });
    output.answer(result, ({ messages }, style) =>
      messages.map((message) => messageView(message, style)).join('\n\n'),
    );
    return EXIT.ok;
  }
  const look = async () => {
    const { messages, cursor, status } = await client.readSession(id, query, { signal });
    for (const message of messages) {
      output.item(message, (shown, style) => `${messageView(shown, style)}\n`);
    }
    query = { ...query, after: cursor ?? query.after };
    return status === 'exited' ? { found: EXIT.ok } : null;
  };
  return lookUntil<number>(client, id, { signal, look });
};
