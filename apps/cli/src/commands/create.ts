import { type CreateSessionBody, createSessionBodySchema, parseRequest } from '@aegis/protocol';
import { resolve } from 'node:path';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { followTurn } from '../follow/follow-turn.ts';
import type { Awaited } from '../follow/judge-turn.ts';
import { reportTurn } from '../follow/report-turn.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { pendingView } from '../views/pending-view.ts';
import { readText } from './read-text.ts';

export interface CreateFlags {
  prompt?: string;
  name?: string;
  model?: string;
  permissionMode?: string;
  env?: readonly string[];
  tag?: readonly string[];
  resume?: string;
  fork?: true;
  wait?: true;
  timeout?: string;
}

function parseEnvironment(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1) throw new UsageError(`--env ${JSON.stringify(assignment)}: write NAME=VALUE.`);
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
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
  const { prompt, name, model, permissionMode, resume, fork } = flags;
  const body = {
    workDir: resolve(io.cwd, directoryFrom(operands, afterDashes) ?? '.'),
    name,
    prompt: prompt === '-' ? await readText(io) : prompt,
    model,
    permissionMode,
    env: flags.env && parseEnvironment(flags.env),
    tags: flags.tag,
    claudeArgs: afterDashes.length === 0 ? undefined : afterDashes,
    resumeSessionId: resume,
    forkSession: fork,
  };
  return parseRequest(createSessionBodySchema, body, 'command line');
}

export const create: CommandHandler<CreateFlags, [string | undefined, string[]]> = async (
  context,
  flags,
  directory,
  rest,
) => {
  const { io, output } = context;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const operands = directory === undefined ? rest : [directory, ...rest];
  const body = await toBody(context, flags, operands);
  const client = await context.connect();
  const spinner = await output.spinner('Starting Claude Code');
  const session = await client
    .createSession(body, { signal: io.signal })
    .finally(() => spinner.stop());

  if (flags.wait) {
    output.note(`Session ${session.id} (${session.name})`);
    const awaited: Awaited = { kind: body.prompt === undefined ? 'ready' : 'first-turn' };
    const options = { client, output, signal: io.signal, timeoutMs };
    const turn = await followTurn(session, () => Promise.resolve(awaited), options);
    return turn ? reportTurn(turn, output) : EXIT.failed;
  }
  output.answer(session, ({ id }) => id);
  if (session.pending) output.remark(session, pendingView);
  const { promptDelivery } = session;
  if (promptDelivery && !promptDelivery.delivered) {
    output.note(`The prompt is not proven delivered yet: ${promptDelivery.verdict}.`);
  }
  return promptDelivery?.verdict === 'failed' ? EXIT.failed : EXIT.ok;
};
