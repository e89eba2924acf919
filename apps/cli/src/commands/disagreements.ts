import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { disagreementsView } from '../views/disagreements-view.ts';

export const disagreements: CommandHandler<unknown, []> = async (context) => {
  const { io, output } = context;
  const client = await context.connect();
  const found = await client.disagreements({ signal: io.signal });
  output.answer(found, (shown, style) => disagreementsView(shown, style, io.now()));
  return EXIT.ok;
};
