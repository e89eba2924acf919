import type { CommandHandler } from '../context.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { readText } from './read-text.ts';
import { startSession } from './started-session.ts';

export interface ResumeFlags {
  prompt?: string;
  wait?: true;
  timeout?: string;
}

export const resume: CommandHandler<ResumeFlags, [string]> = async (context, flags, argument) => {
  const { io } = context;
  const { signal } = io;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const prompt = flags.prompt === '-' ? await readText(io) : flags.prompt;
  const client = await context.connect();
  const { id } = await findSession(client, argument, signal);
  const body = prompt === undefined ? {} : { prompt };
  return startSession(context, {
    client,
    start: () => client.resumeSession(id, body, { signal }),
    hasPrompt: prompt !== undefined,
    wait: flags.wait === true,
    timeoutMs,
  });
};
