import { createTokenBodySchema, parseRequest, toTimestamp } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { parseDuration } from '../text/duration.ts';

export interface TokenCreateFlags {
  scopes: string;
  expiresIn?: string;
}

export const tokenCreate: CommandHandler<TokenCreateFlags, [name: string]> = async (
  context,
  { scopes, expiresIn },
  name,
) => {
  const { io, output } = context;
  const body = parseRequest(
    createTokenBodySchema,
    {
      name,
      scopes: scopes.split(',').map((scope) => scope.trim()),
      ...(expiresIn === undefined
        ? {}
        : { expiresAt: toTimestamp(io.now() + parseDuration(expiresIn)) }),
    },
    'token',
  );
  const client = await context.connect();
  const created = await client.createToken(body, { signal: io.signal });
  output.answer(created, ({ token }) => token);
  output.remark(
    created,
    ({ id }) => `It is not shown again. aegis token revoke ${id} takes it back.`,
  );
  return EXIT.ok;
};
