import { type ApproveBody, approveBodySchema, parseRequest } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { oneLine } from '../text/neutralise.ts';
import { describePending, requestIdOf } from './pending-request.ts';

export interface ApproveFlags {
  option?: string;
  always?: true;
  request?: string;
}

function optionOf({ option }: ApproveFlags): string | number | undefined {
  return option !== undefined && /^\d{1,3}$/.test(option) ? Number(option) : option;
}

export const approve: CommandHandler<ApproveFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const body: ApproveBody = parseRequest(
    approveBodySchema,
    {
      option: optionOf(flags),
      scope: flags.always ? 'always' : undefined,
      requestId: requestIdOf(session, flags.request),
    },
    'command line',
  );
  const result = await client.approve(session.id, body, { signal: io.signal });
  output.answer(result, ({ chosen, via }) => `Approved: ${oneLine(chosen)} (by ${via})`);
  output.note(describePending(session));
  return EXIT.ok;
};
