import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { deadLetterTable } from '../views/webhook-table.ts';

export const webhookDeliveries: CommandHandler<object, [id: string]> = async (
  context,
  _flags,
  id,
) => {
  const { io, output } = context;
  const client = await context.connect();
  const list = await client.webhookDeliveries(id, { signal: io.signal });
  output.answer(list, ({ deliveries }, style) => deadLetterTable(deliveries, style, io.now()));
  return EXIT.ok;
};
