import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { webhookTable } from '../views/webhook-table.ts';

export const webhookLs: CommandHandler<object, []> = async (context) => {
  const { io, output } = context;
  const client = await context.connect();
  const list = await client.listWebhooks({ signal: io.signal });
  output.answer(list, ({ webhooks }, style) => webhookTable(webhooks, style));
  return EXIT.ok;
};
