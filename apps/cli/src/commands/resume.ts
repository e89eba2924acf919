import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { readText } from './read-text.ts';

export interface ResumeFlags {
  prompt?: string;
}

export const resume: CommandHandler<ResumeFlags, [string]> = async (context, flags, argument) => {
  const { io, output } = context;
  const prompt = flags.prompt === '-' ? await readText(io) : flags.prompt;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const body = prompt === undefined ? {} : { prompt };
  const session = await client.resumeSession(id, body, { signal: io.signal });
  output.answer(session, (resumed) => resumed.id);
  return EXIT.ok;
};
