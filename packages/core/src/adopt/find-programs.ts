import { AegisError } from '@aegis/protocol';
import { findForeignPane, listForeignPanes, type ForeignPane } from '@aegis/tmux';
import type { FoundProgram } from '../ports/runtime.ts';
import { findClaude } from './find-claude.ts';
import { listSockets } from './tmux-sockets.ts';

export interface Finding {
  tmuxPath: string;
  env: Readonly<Record<string, string>>;
  /** Aegis's own server, whose panes are sessions already. */
  ownSocketPath: string;
}

/**
 * The Claude Code in a pane that a person names.
 * @throws AegisError `no_claude_in_pane`, `already_ours`; TmuxError `pane_not_found`, …
 */
export async function findProgram(
  options: Finding & { socketPath: string; pane: string },
): Promise<FoundProgram> {
  const { socketPath, ownSocketPath, pane } = options;
  if (socketPath === ownSocketPath) {
    throw new AegisError(
      'already_ours',
      `The panes of ${socketPath} are sessions of Aegis already. List them with \`aegis ls\`.`,
    );
  }
  const found = await findForeignPane(options, pane);
  const program = await programIn(found, options, socketPath);
  if (program !== null) return program;
  throw new AegisError(
    'no_claude_in_pane',
    `No Claude Code runs in pane ${found.place} (${found.paneId}). Start it there first; \`aegis adopt\` without a pane lists where one runs.`,
    { details: { paneId: found.paneId, place: found.place, pid: found.pid } },
  );
}

/** Every Claude Code in a tmux pane of this user, outside of Aegis's own server. */
export async function listPrograms(options: Finding): Promise<FoundProgram[]> {
  const programs: FoundProgram[] = [];
  for (const socketPath of await listSockets(options.env)) {
    if (socketPath === options.ownSocketPath) continue;
    // A socket that nobody listens on any more.
    const panes = await listForeignPanes({ ...options, socketPath }).catch(() => []);
    for (const pane of panes) {
      const program = await programIn(pane, options, socketPath);
      if (program !== null) programs.push(program);
    }
  }
  return programs;
}

async function programIn(
  { paneId, place, pid, dead }: ForeignPane,
  { env }: Finding,
  socketPath: string,
): Promise<FoundProgram | null> {
  const claude = dead ? null : await findClaude(pid, env);
  return claude === null ? null : { ...claude, socketPath, paneId, place };
}
