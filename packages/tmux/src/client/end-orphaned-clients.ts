import { listClients, setSessionOption } from '../commands/commands.ts';
import { clientFormat, OWNERS_OPTION } from '../commands/pane-formats.ts';
import { parentsOf } from '../io/parents-of.ts';
import type { RunCommands } from './link-types.ts';
import { formatOwners, parseOwners, sortOwners } from './orphaned-clients.ts';
import { textLines } from './text-lines.ts';

export interface OwnClient {
  session: string;
  clientPid: number;
  /** What the owners' option holds. */
  owners: string;
}

/**
 * Ends the control clients that an Aegis left behind which was killed, and writes down our own. tmux does not end them: what
 * it had still to write can no longer be written, and it waits for that (control.c, `control_all_done`), also when
 * it is to end itself.
 */
export async function endOrphanedClients(run: RunCommands, own: OwnClient): Promise<void> {
  const known = parseOwners(own.owners);
  const kept = known.length === 0 ? [] : await endOrphans(run, known);
  const ours = { client: own.clientPid, owner: process.pid };
  await run(setSessionOption(own.session, OWNERS_OPTION, formatOwners([...kept, ours])));
}

async function endOrphans(run: RunCommands, owners: ReturnType<typeof parseOwners>) {
  const [listing] = await run(listClients());
  const clients = textLines(listing?.[0]).flatMap((line) => clientFormat.parse(line) ?? []);
  const attached = new Set(clients.filter(({ isControl }) => isControl).map(({ pid }) => pid));
  const asked = owners.map(({ client }) => client).filter((pid) => attached.has(pid));
  const { orphaned, kept } = sortOwners({ owners, attached, parents: await parentsOf(asked) });
  for (const pid of orphaned) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone by itself.
    }
  }
  return kept;
}
