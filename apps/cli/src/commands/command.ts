import { commandBodySchema, parseRequest } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { deliveryView } from '../views/delivery-view.ts';

export interface CommandFlags {
  idempotencyKey?: string;
}

export const command: CommandHandler<CommandFlags, [string, string[]]> = async (
  context,
  { idempotencyKey },
  argument,
  words,
) => {
  const { io, output } = context;
  const body = parseRequest(
    commandBodySchema,
    { command: words.join(' '), idempotencyKey },
    'command line',
  );
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const result = await client.sendCommand(id, body, { signal: io.signal });
  output.answer(result, deliveryView);
  return result.ok ? EXIT.ok : EXIT.failed;
};
