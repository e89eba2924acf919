import { type ReadQuery, readQuerySchema } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { lookUntil } from '../follow/look-until.ts';
import { findSession } from '../session-argument.ts';
import { UsageError } from '../usage-error.ts';
import { logView } from '../views/log-view.ts';
import { printEvents } from './events.ts';
import { parseQuery } from './parse-query.ts';

export interface LogsFlags {
  follow?: true;
  events?: true;
  full?: true;
  tail?: string;
}

function tailFrom(text: string | undefined): number {
  if (text === undefined) return Infinity;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--tail ${JSON.stringify(text)}: write a whole number.`);
}

export const logs: CommandHandler<LogsFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const { signal } = io;
  const { follow = false, full = false } = flags;
  const tail = tailFrom(flags.tail);
  if (flags.events && (full || flags.tail !== undefined)) {
    throw new UsageError('--full and --tail are for the conversation; leave --events out.');
  }
  const client = await context.connect();
  const { id } = await findSession(client, argument, signal);
  if (flags.events) {
    const all = { after: '0', types: undefined };
    return printEvents(context, client, { ...all, sessionId: id, follow });
  }
  let query: ReadQuery = parseQuery(readQuerySchema, {});
  let left = tail;
  const print = async () => {
    const { messages, cursor, status } = await client.readSession(id, query, { signal });
    const shown =
      left === Infinity ? messages : messages.slice(Math.max(0, messages.length - left));
    left = Infinity;
    for (const message of shown) {
      output.item(message, (item, style) => logView(item, style, { full }));
    }
    query = { ...query, after: cursor ?? query.after };
    return status;
  };
  if (!follow) {
    await print();
    return EXIT.ok;
  }
  const look = async () => ((await print()) === 'exited' ? { found: EXIT.ok } : null);
  return lookUntil<number>(client, id, { signal, look });
};
