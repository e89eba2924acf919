import type { EffectResult } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';

async function press(
  context: CommandContext,
  key: 'escape' | 'interrupt',
  argument: string,
): Promise<number> {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const result: EffectResult = await client[key](id, { signal: io.signal });
  output.answer(result, ({ ok, status }) => (ok ? status : `No effect was seen; still ${status}`));
  return result.ok ? EXIT.ok : EXIT.conflict;
}

export const escape: CommandHandler<unknown, [string]> = (context, _flags, argument) =>
  press(context, 'escape', argument);

export const interrupt: CommandHandler<unknown, [string]> = (context, _flags, argument) =>
  press(context, 'interrupt', argument);
