import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSession } from '../session-argument.ts';
import { swarmView } from '../views/swarm-view.ts';

export interface SwarmFlags {
  parent?: string;
  tag?: string;
  all?: true;
}

export const swarm: CommandHandler<SwarmFlags, []> = async (context, { parent, tag, all }) => {
  const { io, output } = context;
  const { signal } = io;
  const client = await context.connect();
  const parentId =
    parent === undefined ? undefined : (await findSession(client, parent, signal)).id;
  const found = await client.swarm({ parentId, tag, all }, { signal });
  output.answer(found, (shown, style) => swarmView(shown, style, io.now()));
  return EXIT.ok;
};
