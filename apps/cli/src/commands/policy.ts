import { type PermissionPolicy, permissionPolicySchema } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFile } from '../files/parse-file.ts';
import { readSource } from '../files/read-source.ts';
import { findSession } from '../session-argument.ts';
import { policyView } from '../views/policy-view.ts';

export const policyShow: CommandHandler<unknown, [string]> = async (context, _flags, argument) => {
  const { io, output } = context;
  const { policy } = await findSession(await context.connect(), argument, io.signal);
  output.answer({ policy }, (shown, style) => policyView(shown.policy, style));
  return EXIT.ok;
};

export const policySet: CommandHandler<unknown, [string, string]> = async (
  context,
  _flags,
  argument,
  file,
) =>
  setPolicy(
    context,
    argument,
    parseFile(permissionPolicySchema, await readSource(context.io, file)),
  );

export const policyClear: CommandHandler<unknown, [string]> = (context, _flags, argument) =>
  setPolicy(context, argument, null);

async function setPolicy(
  context: CommandContext,
  argument: string,
  policy: PermissionPolicy | null,
): Promise<number> {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const session = await client.setPolicy(id, { policy }, { signal: io.signal });
  output.answer(session, (shown, style) => policyView(shown.policy, style));
  return EXIT.ok;
}
