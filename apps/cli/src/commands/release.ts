import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';

export const release: CommandHandler<unknown, [string]> = async (context, _flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const result = await client.releaseSession(session.id, { signal: io.signal });
  output.answer(result, () => `Let go of ${session.name}; it goes on in its pane.`);
  return EXIT.ok;
};
