import type { Swarm, SwarmGroup, SwarmSession } from '@aegis/protocol';
import { sumUsage } from '../usage/sum-usage.ts';

/** Ids of the sessions that stand above a session, the nearest first; those that are not listed too, as far as they are known. */
export type Ancestors = (session: Pick<SwarmSession, 'id' | 'parentId'>) => readonly string[];

/**
 * @param parentOf the parent of a session; null for one that has none, or is not known
 * @param top where looking up ends, if somewhere
 */
export function ancestorsBy(
  parentOf: (id: string) => string | null,
  top: string | null = null,
): Ancestors {
  return (session) => {
    const found: string[] = [];
    let id = session.id === top ? null : session.parentId;
    // A stored row that was tampered with could lead round in a circle.
    while (id !== null && !found.includes(id)) {
      found.push(id);
      id = id === top ? null : parentOf(id);
    }
    return found;
  };
}

/**
 * Sessions by who started them, by tag, and the rest; each in order of creation, groups that were begun last first. A session
 * stands in the group of its farthest ancestor and in one for each of its tags that another one has too.
 * @param tag asked for: it has a group though one session alone has it
 */
export function groupSessions(
  sessions: readonly SwarmSession[],
  ancestors: Ancestors,
  tag?: string,
): Omit<Swarm, 'teams'> {
  const groups = [...parentGroups(sessions, ancestors), ...tagGroups(sessions, tag)];
  const grouped = new Set(groups.flatMap((group) => group.sessions.map(({ id }) => id)));
  const rest = sessions.filter(({ id }) => !grouped.has(id));
  return {
    groups: rest.length === 0 ? groups : [...groups, groupOf('none', null, rest)],
    totals: totalsOf(sessions),
  };
}

function parentGroups(sessions: readonly SwarmSession[], ancestors: Ancestors): SwarmGroup[] {
  const byRoot = new Map<string, SwarmSession[]>();
  for (const session of sessions) {
    const root = ancestors(session).at(-1) ?? session.id;
    byRoot.set(root, [...(byRoot.get(root) ?? []), session]);
  }
  return [...byRoot]
    .filter(([root, members]) => members.some(({ id }) => id !== root))
    .map(([root, members]) => groupOf('parent', root, members))
    .reverse();
}

function tagGroups(sessions: readonly SwarmSession[], asked: string | undefined): SwarmGroup[] {
  const byTag = new Map<string, SwarmSession[]>();
  for (const session of sessions) {
    for (const tag of new Set(session.tags)) byTag.set(tag, [...(byTag.get(tag) ?? []), session]);
  }
  return [...byTag]
    .filter(([tag, members]) => members.length > 1 || tag === asked)
    .map(([tag, members]) => groupOf('tag', tag, members))
    .reverse();
}

function groupOf(
  kind: SwarmGroup['kind'],
  key: string | null,
  sessions: SwarmSession[],
): SwarmGroup {
  return { kind, key, sessions, totals: totalsOf(sessions) };
}

function totalsOf(sessions: readonly SwarmSession[]): Swarm['totals'] {
  const byStatus: Record<string, number> = {};
  for (const { status } of sessions) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const running = sessions.flatMap(({ subagents }) =>
    subagents.filter(({ state }) => state === 'running'),
  );
  return {
    sessions: sessions.length,
    byStatus,
    waiting: sessions.filter(({ pending }) => pending !== null).length,
    stalled: sessions.filter(({ stalledSince }) => stalledSince !== null).length,
    subagentsRunning: running.length,
    usage: sumUsage(sessions.map(({ usage }) => usage)),
  };
}
