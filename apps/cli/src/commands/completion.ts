import { completionScript, INSTALL, isShell, type Shell, SHELLS } from '../completion/shells.ts';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

/** The shell that the login is set to use, where it is one of ours. */
function ownShell(env: NodeJS.ProcessEnv): Shell {
  const name = env['SHELL']?.split('/').at(-1) ?? '';
  if (isShell(name)) return name;
  throw new UsageError(`Name the shell: ${SHELLS.join(', ')}.`);
}

export const completion: CommandHandler<unknown, [string | undefined]> = (
  { io, output, program },
  _flags,
  named,
) => {
  if (named !== undefined && !isShell(named)) {
    throw new UsageError(`${JSON.stringify(named)} is no shell of ${SHELLS.join(', ')}.`);
  }
  const shell = named ?? ownShell(io.env);
  output.raw(completionScript(program, shell));
  if (io.stdout.isTty) output.note(`# To have it always:\n#   ${INSTALL[shell]}`);
  return Promise.resolve(EXIT.ok);
};
