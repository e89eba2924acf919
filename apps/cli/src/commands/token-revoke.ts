import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

export const tokenRevoke: CommandHandler<object, [ids: string[]]> = async (
  context,
  _flags,
  ids,
) => {
  const { io, output } = context;
  const client = await context.connect();
  for (const id of ids) {
    await client.revokeToken(id, { signal: io.signal });
    output.item({ ok: true, id }, (revoked) => `Revoked ${revoked.id}`);
  }
  return EXIT.ok;
};
