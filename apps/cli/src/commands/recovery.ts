import { parseRequest, type RecoveryPolicy, recoveryPolicySchema } from '@aegis/protocol';
import type { CommandContext, CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFile } from '../files/parse-file.ts';
import { readSource } from '../files/read-source.ts';
import { findSession } from '../session-argument.ts';
import { UsageError } from '../usage-error.ts';
import { recoveryView } from '../views/policy-view.ts';

export interface RecoverySetFlags {
  steps?: string;
  includeTools?: true;
}

export const recoveryShow: CommandHandler<unknown, [string]> = async (
  context,
  _flags,
  argument,
) => {
  const { io, output } = context;
  const { recovery } = await findSession(await context.connect(), argument, io.signal);
  output.answer({ recovery }, (shown, style) => recoveryView(shown.recovery, style));
  return EXIT.ok;
};

export const recoverySet: CommandHandler<RecoverySetFlags, [string, string | undefined]> = async (
  context,
  { steps, includeTools },
  argument,
  file,
) => {
  if ((file === undefined) === (steps === undefined)) {
    throw new UsageError('Give a file, or --steps such as nudge,interrupt,escalate.');
  }
  if (file !== undefined && includeTools) {
    throw new UsageError('In a file it is said by includeTools: true; leave --include-tools out.');
  }
  const recovery =
    file === undefined
      ? parseRequest(
          recoveryPolicySchema,
          { rungs: steps?.split(',').map((rung) => ({ rung: rung.trim() })), includeTools },
          'command line',
        )
      : parseFile(recoveryPolicySchema, await readSource(context.io, file));
  return setRecovery(context, argument, recovery);
};

export const recoveryClear: CommandHandler<unknown, [string]> = (context, _flags, argument) =>
  setRecovery(context, argument, null);

async function setRecovery(
  context: CommandContext,
  argument: string,
  recovery: RecoveryPolicy | null,
): Promise<number> {
  const { io, output } = context;
  const client = await context.connect();
  const { id } = await findSession(client, argument, io.signal);
  const session = await client.setRecovery(id, { recovery }, { signal: io.signal });
  output.answer(session, (shown, style) => recoveryView(shown.recovery, style));
  return EXIT.ok;
}
