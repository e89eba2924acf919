import type { Swarm, SwarmGroup, SwarmSession, Team } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatCost } from '../text/amounts.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { statusStyle } from './status-style.ts';

type Totals = SwarmGroup['totals'];

function totalsOf({ sessions, waiting, stalled, subagentsRunning, usage }: Totals): string {
  return [
    `${sessions} session${sessions === 1 ? '' : 's'}`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(subagentsRunning > 0 ? [`${subagentsRunning} subagents at work`] : []),
    ...(usage.costUsd === null ? [] : [formatCost(usage.costUsd)]),
  ].join(', ');
}

function doingOf(session: SwarmSession, now: number): string {
  const { pending, stalledSince, statusText, lastTurn, subagents } = session;
  const age = (at: string) => formatAge(now - Date.parse(at));
  const running = subagents.filter(({ state }) => state === 'running');
  return [
    ...(pending ? [`waits ${age(pending.since)} on ${pending.title}`] : []),
    ...(stalledSince === null ? [] : [`stalled for ${age(stalledSince)}`]),
    ...(!pending && statusText !== null ? [statusText] : []),
    ...(session.status === 'idle' && lastTurn ? [`last turn ${lastTurn.outcome}`] : []),
    ...running.map(({ type, description }) => `subagent ${description ?? type ?? 'at work'}`),
  ].join('; ');
}

function groupView(group: SwarmGroup, style: Style, now: number): string {
  const title = { parent: 'Started by', tag: 'Tagged', none: 'Others' }[group.kind];
  const rows = group.sessions.map((session): Cell[] => [
    { text: session.id },
    { text: oneLine(session.name) },
    { text: session.status, style: statusStyle(session.status, style) },
    { text: formatCost(session.usage.costUsd) },
    { text: oneLine(doingOf(session, now)) },
  ]);
  const head = group.key === null ? title : `${title} ${oneLine(group.key)}`;
  return `${style.bold(head)}  ${style.dim(totalsOf(group.totals))}\n${indent(table(rows))}`;
}

function teamView({ name, members }: Team, style: Style): string {
  const told = members.map(({ name: member, agentType, isActive }) => {
    const what = [agentType, isActive === false ? 'not active' : null].filter(Boolean).join(', ');
    return oneLine(what === '' ? member : `${member} (${what})`);
  });
  return `${style.bold(`Team ${oneLine(name)}`)}\n${indent(told.join('\n'))}`;
}

/** Sessions by what they have in common, and Claude Code's own teams. `now` is epoch milliseconds. */
export function swarmView({ groups, teams, totals }: Swarm, style: Style, now: number): string {
  if (groups.length === 0 && teams.length === 0) return 'No sessions.';
  return [
    ...groups.map((group) => groupView(group, style, now)),
    ...teams.map((team) => teamView(team, style)),
    totalsOf(totals),
  ].join('\n\n');
}
