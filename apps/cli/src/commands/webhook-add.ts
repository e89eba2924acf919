import { createWebhookBodySchema, parseRequest } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { readText } from './read-text.ts';

export interface WebhookAddFlags {
  events?: string;
  session?: string;
  secretStdin?: boolean;
}

export const webhookAdd: CommandHandler<WebhookAddFlags, [url: string]> = async (
  context,
  { events, session, secretStdin = false },
  url,
) => {
  const { io, output } = context;
  const body = parseRequest(
    createWebhookBodySchema,
    {
      url,
      ...(events === undefined ? {} : { events: events.split(',').map((type) => type.trim()) }),
      ...(secretStdin ? { secret: await readText(io) } : {}),
    },
    'webhook',
  );
  const client = await context.connect();
  const found = session === undefined ? null : await findSession(client, session, io.signal);
  const created = await client.createWebhook(
    { ...body, ...(found === null ? {} : { sessionId: found.id }) },
    { signal: io.signal },
  );
  output.answer(created, ({ id, secret }) => secret ?? id);
  output.remark(created, ({ id, secret }) =>
    secret === null
      ? `aegis webhook rm ${id} removes it.`
      : `That is its secret, which is not shown again. aegis webhook rm ${id} removes it.`,
  );
  return EXIT.ok;
};
