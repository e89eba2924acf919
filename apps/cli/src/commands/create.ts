import { type CreateSessionBody, createSessionBodySchema, parseRequest } from '@aegis/protocol';
import { resolve } from 'node:path';
import type { CommandContext, CommandHandler } from '../context.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { readText } from './read-text.ts';
import { parentOf, type SessionFlags, sessionFields } from './session-fields.ts';
import { startSession } from './started-session.ts';

export interface CreateFlags extends SessionFlags {
  template?: string;
  prompt?: string;
  resume?: string;
  fork?: true;
  wait?: true;
  timeout?: string;
}

/** The operands before `--`: commander gives those after it, too. */
function directoryFrom(operands: readonly string[], afterDashes: readonly string[]): string | null {
  const own = operands.slice(0, operands.length - afterDashes.length);
  if (own.length > 1) {
    throw new UsageError(
      `One directory at most, not ${own.length}. Arguments for Claude Code come after --.`,
    );
  }
  return own[0] ?? null;
}

async function toBody(
  { io, afterDashes }: CommandContext,
  flags: CreateFlags,
  operands: readonly string[],
): Promise<CreateSessionBody> {
  const { prompt, resume, fork, template } = flags;
  const body = {
    workDir: resolve(io.cwd, directoryFrom(operands, afterDashes) ?? '.'),
    prompt: prompt === '-' ? await readText(io) : prompt,
    claudeArgs: afterDashes.length === 0 ? undefined : afterDashes,
    resumeSessionId: resume,
    forkSession: fork,
    templateId: template,
    ...(await sessionFields(io, flags)),
  };
  return parseRequest(createSessionBodySchema, body, 'command line');
}

export const create: CommandHandler<CreateFlags, [string | undefined, string[]]> = async (
  context,
  flags,
  directory,
  rest,
) => {
  const { signal } = context.io;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const operands = directory === undefined ? rest : [directory, ...rest];
  const checked = await toBody(context, flags, operands);
  const client = await context.connect();
  const body = { ...checked, ...(await parentOf(client, flags, signal)) };
  return startSession(context, {
    client,
    start: () => client.createSession(body, { signal }),
    hasPrompt: body.prompt !== undefined || body.templateId !== undefined,
    wait: flags.wait === true,
    timeoutMs,
  });
};
