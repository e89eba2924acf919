import type { Session } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Cell, table } from '../text/table.ts';
import { pendingView } from './pending-view.ts';
import { isWaiting, statusStyle } from './status-style.ts';

type Fact = [name: string, value: string | null];

function lastTurnOf({ lastTurn }: Session): string | null {
  if (!lastTurn) return null;
  return lastTurn.error === null ? lastTurn.outcome : `${lastTurn.outcome}: ${lastTurn.error}`;
}

function exitOf({ exit }: Session): string | null {
  if (!exit) return null;
  const how = exit.signal ?? (exit.code === null ? null : `code ${exit.code}`);
  return how === null ? exit.reason : `${exit.reason} (${how})`;
}

function deliveryOf({ promptDelivery }: Session): string | null {
  if (!promptDelivery) return null;
  const { verdict, evidence } = promptDelivery;
  return evidence ? `${verdict} (${evidence.rule})` : verdict;
}

function facts(session: Session, now: number): Fact[] {
  const { detail, evidence, stall, usage } = session;
  const age = (at: string) => formatAge(now - Date.parse(at));
  return [
    ['name', session.name],
    ['directory', session.workDir],
    ['for', age(session.statusSince)],
    ['evidence', `${evidence.source}, ${evidence.rule}`],
    ['activity', detail.activity],
    ['stalled', stall && `for ${age(stall.since)}`],
    ['prompt', deliveryOf(session)],
    ['queued', detail.queued === 0 ? null : String(detail.queued)],
    ['draft', detail.draft],
    ['last turn', lastTurnOf(session)],
    ['exit', exitOf(session)],
    ['model', session.model],
    ['mode', detail.modeLine ?? session.permissionMode],
    ['tokens', `${usage.inputTokens} in, ${usage.outputTokens} out`],
    ['cost', usage.costUsd === null ? null : `$${usage.costUsd.toFixed(4)}`],
    ['tags', session.tags.length === 0 ? null : session.tags.join(', ')],
    ['claude', session.claudeVersion],
    ['created', `${age(session.createdAt)} ago`],
  ];
}

/** A session with all that is known of it; unknown facts are left out. `now` is epoch milliseconds. */
export function sessionView(session: Session, style: Style, now: number): string {
  const status = statusStyle(session.status, style)(session.status);
  const text = session.statusText === null ? '' : `  ${oneLine(session.statusText)}`;
  const rows = facts(session, now)
    .filter((fact): fact is [string, string] => fact[1] !== null)
    .map(([name, value]): Cell[] => [{ text: name, style: style.dim }, { text: oneLine(value) }]);
  const parts = [`${session.id}  ${status}${text}`, indent(table(rows))];
  if (session.pending ?? isWaiting(session.status)) parts.push(pendingView(session, style));
  const screen = session.exit?.lastScreen;
  if (screen) parts.push('Its last screen:', indent(screen));
  return parts.join('\n');
}
