import { type Message, type ReadQuery, readQuerySchema } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { wakeUps } from '../follow/wake-ups.ts';
import { findSession } from '../session-argument.ts';
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
  let query: ReadQuery = parseQuery(readQuerySchema, { after, limit, role });
  const client = await context.connect();
  const { id } = await findSession(client, argument, signal);
  const show = (message: Message) => messageView(message, output.style);

  if (!flags.follow) {
    const result = await client.readSession(id, query, { signal });
    output.answer(result, ({ messages }) => messages.map(show).join('\n\n'));
    return EXIT.ok;
  }
  for await (const _wakeUp of wakeUps(client, id, signal)) {
    const { messages, cursor, status } = await client.readSession(id, query, { signal });
    for (const message of messages) output.item(message, (shown) => `${show(shown)}\n`);
    query = { ...query, after: cursor ?? query.after };
    if (status === 'exited') break;
  }
  return EXIT.ok;
};
