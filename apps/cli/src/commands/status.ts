import type { SessionAnswer } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { explanationView } from '../views/explanation-view.ts';
import { sessionView } from '../views/session-view.ts';

export interface StatusFlags {
  explain?: true;
}

export const status: CommandHandler<StatusFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const found = await findSession(client, argument, io.signal);
  const session: SessionAnswer = flags.explain
    ? await client.getSession(found.id, { explain: true }, { signal: io.signal })
    : found;
  output.answer(session, (shown, style) => {
    const view = sessionView(shown, style, io.now());
    const { explanation } = shown;
    return explanation === undefined
      ? view
      : `${view}\n${explanationView(explanation, style, io.now())}`;
  });
  return EXIT.ok;
};
