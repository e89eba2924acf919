import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

export const webhookRm: CommandHandler<object, [ids: string[]]> = async (context, _flags, ids) => {
  const { io, output } = context;
  const client = await context.connect();
  for (const id of ids) {
    await client.removeWebhook(id, { signal: io.signal });
    output.item({ ok: true, id }, (removed) => `Removed ${removed.id}`);
  }
  return EXIT.ok;
};
