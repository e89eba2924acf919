import { listSessionsQuerySchema } from '@aegis/protocol';
import { resolve } from 'node:path';
import type { CommandHandler } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { listAllSessions } from '../session-argument.ts';
import { sessionTable } from '../views/session-table.ts';
import { parseQuery } from './parse-query.ts';

export interface LsFlags {
  status?: string;
  dir?: string;
  tag?: string;
}

export const ls: CommandHandler<LsFlags, []> = async (context, flags) => {
  const { io, output } = context;
  const query = parseQuery(listSessionsQuerySchema, {
    status: flags.status,
    workDir: flags.dir === undefined ? undefined : resolve(io.cwd, flags.dir),
    tag: flags.tag,
  });
  const sessions = await listAllSessions(await context.connect(), query, io.signal);
  output.answer({ sessions, nextCursor: null }, (list, style) =>
    sessionTable(list.sessions, style, io.now()),
  );
  return EXIT.ok;
};
