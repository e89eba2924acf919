import { parseRequest, type RejectBody, rejectBodySchema } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { oneLine } from '../text/neutralise.ts';
import { describePending, requestIdOf } from './pending-request.ts';

export interface RejectFlags {
  feedback?: string;
  request?: string;
}

export const reject: CommandHandler<RejectFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const { feedback, request } = flags;
  const requestId = requestIdOf(session, request);
  const body: RejectBody = parseRequest(rejectBodySchema, { feedback, requestId }, 'command line');
  const result = await client.reject(session.id, body, { signal: io.signal });
  output.answer(result, ({ chosen, via }) => `Rejected: ${oneLine(chosen)} (by ${via})`);
  output.note(describePending(session));
  return EXIT.ok;
};
