import type { Subagent, Swarm, SwarmQuery, SwarmSession, Team } from '@aegis/protocol';
import type { SessionRecord } from '../session/session-record.ts';
import type { ManagedSession } from '../session/managed-session.ts';
import type { EndedSubagents } from '../subagents/ended-subagents.ts';
import { ancestorsBy, groupSessions } from './group-sessions.ts';
import { readTeams } from './read-teams.ts';

export interface SwarmDependencies {
  sessions: {
    records: (which: { ended: boolean }) => SessionRecord[];
    watched: (id: string) => ManagedSession | null;
    /** @throws AegisError `session_not_found` */
    find: (id: string) => Pick<ManagedSession, 'record'>;
    lookUp: (id: string) => Pick<ManagedSession, 'record'> | null;
  };
  ended: EndedSubagents;
  /** Where the sockets of tmux servers are looked for. */
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Sessions that run side by side, with what they wait on and what they cost, and Claude Code's own subagents and teams.
 * @throws AegisError `session_not_found` for a `parentId` that is none
 */
export async function readSwarm(
  { parentId, tag, all = false }: SwarmQuery,
  dependencies: SwarmDependencies,
): Promise<Swarm> {
  const { sessions } = dependencies;
  const top = parentId === undefined ? null : sessions.find(parentId).record.id;
  const records = sessions.records({ ended: all });
  const byId = new Map(records.map((record) => [record.id, record]));
  // A parent that has ended is not among those that are listed; one that was deleted has none above it that is known.
  const parentOf = (id: string) => (byId.get(id) ?? sessions.lookUp(id)?.record)?.parentId ?? null;
  const ancestors = ancestorsBy(parentOf, top);
  const chosen = records.filter(
    (record) =>
      (top === null || record.id === top || ancestors(record).includes(top)) &&
      (tag === undefined || record.tags.includes(tag)),
  );
  const shown: SwarmSession[] = [];
  for (const record of chosen) {
    shown.push(toSwarmSession(record, await subagentsOf(record, dependencies)));
  }
  const teams = await readTeams(records, dependencies.env);
  const isAskedFor = (team: Team) =>
    chosen.length === records.length || chosen.some(({ id }) => id === team.leadSessionId);
  return { ...groupSessions(shown, ancestors, tag), teams: teams.filter(isAskedFor) };
}

function subagentsOf(
  record: SessionRecord,
  { sessions, ended }: SwarmDependencies,
): Promise<Subagent[]> {
  const watched = record.exit === null ? sessions.watched(record.id) : null;
  return watched === null ? ended.of(record) : watched.conversation.book.subagents();
}

function toSwarmSession(record: SessionRecord, subagents: Subagent[]): SwarmSession {
  const { pending } = record;
  return {
    id: record.id,
    name: record.name,
    workDir: record.workDir,
    status: record.status,
    statusText: record.statusText,
    parentId: record.parentId,
    tags: [...record.tags],
    pending:
      pending === null
        ? null
        : { id: pending.id, kind: pending.kind, title: pending.title, since: pending.since },
    stalledSince: record.stall?.since ?? null,
    lastTurn: record.lastTurn,
    usage: record.usage,
    subagents,
  };
}
