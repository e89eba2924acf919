import { parseRequest, type SendBody, sendBodySchema, type SendResult } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { followTurn } from '../follow/follow-turn.ts';
import { reportTurn } from '../follow/report-turn.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { readText } from './read-text.ts';

export interface SendFlags {
  whenBusy?: string;
  idempotencyKey?: string;
  wait?: true;
  timeout?: string;
}

async function textFrom({ io }: CommandContext, words: readonly string[]): Promise<string> {
  if (words.length > 0 && words.join(' ') !== '-') return words.join(' ');
  if (io.stdinIsTty && words.length === 0) {
    throw new UsageError('Give the text to send, or pipe it in.');
  }
  return readText(io);
}

function describe({ verdict, evidence }: SendResult): string {
  return evidence ? `${verdict} (${evidence.source}, ${evidence.rule})` : verdict;
}

export const send: CommandHandler<SendFlags, [string, string[]]> = async (
  context,
  flags,
  argument,
  words,
) => {
  const { io, output } = context;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const { whenBusy, idempotencyKey } = flags;
  const text = await textFrom(context, words);
  const body: SendBody = parseRequest(sendBodySchema, { text, whenBusy, idempotencyKey }, 'command line');
  const client = await context.connect();
  const session = await findSession(client, argument, io.signal);
  const result = await client.sendMessage(session.id, body, { signal: io.signal });
  if (!flags.wait || !result.ok) {
    output.answer(result, describe);
    return result.ok ? EXIT.ok : EXIT.failed;
  }
  output.note(describe(result));
  const awaited = { kind: 'turn', after: session.lastTurn?.endedAt ?? null } as const;
  const turn = await followTurn(session, awaited, { client, output, signal: io.signal, timeoutMs });
  return reportTurn(turn, output);
};
