import {
  parseRequest,
  type SendBody,
  sendBodySchema,
  type SendResult,
  type Session,
} from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { followTurn } from '../follow/follow-turn.ts';
import type { Awaited } from '../follow/judge-turn.ts';
import { reportTurn } from '../follow/report-turn.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../usage-error.ts';
import { deliveryView } from '../views/delivery-view.ts';
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

/** The turn to wait for, by what is known of the delivery; null where the prompt was not taken. */
function awaitedAfter(result: SendResult, session: Session): Awaited | null {
  const { ok, verdict, evidence, messageId } = result;
  if (!ok) return null;
  if (verdict === 'delivered' && evidence) return { kind: 'turn-since', deliveredAt: evidence.at };
  if (verdict === 'queued') return { kind: 'turn-of', messageId };
  return { kind: 'other-turn', endedAt: session.lastTurn?.endedAt ?? null };
}

export const send: CommandHandler<SendFlags, [string, string[]]> = async (
  context,
  flags,
  argument,
  words,
) => {
  const { io, output } = context;
  const { signal } = io;
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const { whenBusy, idempotencyKey } = flags;
  const text = await textFrom(context, words);
  const body: SendBody = parseRequest(
    sendBodySchema,
    { text, whenBusy, idempotencyKey },
    'command line',
  );
  const client = await context.connect();
  const session = await findSession(client, argument, signal);
  const sendOnce = () => client.sendMessage(session.id, body, { signal });
  const report = (result: SendResult) => {
    output.answer(result, deliveryView);
    return result.ok ? EXIT.ok : EXIT.failed;
  };
  if (!flags.wait) return report(await sendOnce());

  const results: SendResult[] = [];
  const begin = async () => {
    const result = await sendOnce();
    results.push(result);
    if (result.ok) output.note(deliveryView(result));
    return awaitedAfter(result, session);
  };
  const turn = await followTurn(session, begin, { client, output, signal, timeoutMs });
  if (turn) return reportTurn(turn, output);
  const [refused] = results;
  return refused ? report(refused) : EXIT.failed;
};
