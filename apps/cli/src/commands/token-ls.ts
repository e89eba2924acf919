import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { tokenTable } from '../views/token-table.ts';

export const tokenLs: CommandHandler<object, []> = async (context) => {
  const { io, output } = context;
  const client = await context.connect();
  const list = await client.listTokens({ signal: io.signal });
  output.answer(list, ({ tokens }, style) => tokenTable(tokens, style, io.now()));
  return EXIT.ok;
};
