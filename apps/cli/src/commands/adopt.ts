import { dirname, isAbsolute } from 'node:path';
import type { AdoptBody } from '@aegis/protocol';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { adoptablePanesView } from '../views/adoptable-panes-view.ts';
import { sessionView } from '../views/session-view.ts';

export interface AdoptFlags {
  socket?: string;
  name?: string;
  tag?: string[];
}

/** Within tmux a pane is one of the server that the shell runs in. */
function socketOf(flags: AdoptFlags, env: Readonly<Record<string, string | undefined>>) {
  if (flags.socket !== undefined) return flags.socket;
  const [path = ''] = (env['TMUX'] ?? '').split(',');
  return isAbsolute(path) && dirname(path) !== path ? path : undefined;
}

export const adopt: CommandHandler<AdoptFlags, [string | undefined]> = async (
  context,
  flags,
  pane,
) => {
  const { io, output } = context;
  const client = await context.connect();
  if (pane === undefined) {
    const answer = await client.adoptablePanes({ signal: io.signal });
    output.answer(answer, ({ panes }, style) => adoptablePanesView(panes, style));
    return EXIT.ok;
  }
  const socket = socketOf(flags, io.env);
  const body: AdoptBody = {
    pane,
    ...(socket !== undefined && { socket }),
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.tag !== undefined && { tags: flags.tag }),
  };
  const session = await client.adoptSession(body, { signal: io.signal });
  output.answer(session, (shown, style) => sessionView(shown, style, io.now()));
  output.note('It goes on as before; `aegis release` lets go of it again.');
  return EXIT.ok;
};
