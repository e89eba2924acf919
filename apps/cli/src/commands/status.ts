import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { sessionView } from '../views/session-view.ts';

export const status: CommandHandler<unknown, [string]> = async (context, _flags, argument) => {
  const { io, output } = context;
  const session = await findSession(await context.connect(), argument, io.signal);
  output.answer(session, (shown, style) => sessionView(shown, style, io.now()));
  return EXIT.ok;
};
