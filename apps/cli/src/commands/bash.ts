import { bashBodySchema, type BashResult, parseRequest } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { parseDuration } from '../text/duration.ts';
import { deliveryView } from '../views/delivery-view.ts';

export interface BashFlags {
  timeout?: string;
  idempotencyKey?: string;
}

const withoutLastNewline = (text: string) => text.replace(/\n$/, '');

/** Whether Claude Code has written down what it printed. */
function hasEnded({ stdout, stderr }: BashResult): boolean {
  return stdout !== null || stderr !== null;
}

export const bash: CommandHandler<BashFlags, [string, string[]]> = async (
  context,
  { timeout, idempotencyKey },
  argument,
  words,
) => {
  const { io, output } = context;
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  const body = parseRequest(
    bashBodySchema,
    { command: words.join(' '), timeoutMs, idempotencyKey },
    'command line',
  );
  const client = await context.connect({ patient: true });
  const { id, name } = await findSession(client, argument, io.signal);
  const spinner = await output.spinner(`${name}: ${body.command}`);
  const result = await client
    .sendBash(id, body, { signal: io.signal })
    .finally(() => spinner.stop());
  output.answer(result, ({ stdout }) => withoutLastNewline(stdout ?? ''));
  output.remark(result, ({ stderr }) => withoutLastNewline(stderr ?? ''));
  if (!result.ok) {
    output.note(`It was not run: ${deliveryView(result)}. aegis status ${id} shows why.`);
    return EXIT.failed;
  }
  if (hasEnded(result)) return EXIT.ok;
  output.note(`It has not ended yet, and goes on: aegis logs ${id} -f shows what it prints.`);
  return EXIT.timedOut;
};
