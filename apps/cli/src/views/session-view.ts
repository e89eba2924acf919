import type { Session, Stall } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatCost } from '../text/amounts.ts';
import { formatAge } from '../text/duration.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { type Fact, factTable } from './facts.ts';
import { pendingView } from './pending-view.ts';
import { isWaiting, statusStyle } from './status-style.ts';

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

function stalledOf({ kind, toolName, rung }: Stall, since: string): string {
  const what = kind === 'tool' ? `for ${since}, in ${toolName ?? 'a tool'}` : `for ${since}`;
  return rung === null ? what : `${what}; tried: ${rung}`;
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
    ['stalled', stall && stalledOf(stall, age(stall.since))],
    ['prompt', deliveryOf(session)],
    ['queued', detail.queued === 0 ? null : String(detail.queued)],
    ['draft', detail.draft],
    ['last turn', lastTurnOf(session)],
    ['exit', exitOf(session)],
    ['model', session.model],
    ['mode', detail.modeLine ?? session.permissionMode],
    ['tokens', `${usage.inputTokens} in, ${usage.outputTokens} out`],
    ['cost', usage.costUsd === null ? null : formatCost(usage.costUsd)],
    ['parent', session.parentId],
    ['template', session.templateId],
    ['pipeline', session.pipeline && `${session.pipeline.id}, step ${session.pipeline.step}`],
    ['worktree', session.worktree && `${session.worktree.path} (${session.worktree.branch})`],
    ['policy', session.policy && `${session.policy.rules.length} rules: aegis policy show`],
    ['recovery', session.recovery && session.recovery.rungs.map(({ rung }) => rung).join(', ')],
    ['tags', session.tags.length === 0 ? null : session.tags.join(', ')],
    ['claude', session.claudeVersion],
    ['created', `${age(session.createdAt)} ago`],
  ];
}

/** A session with all that is known of it; unknown facts are left out. `now` is epoch milliseconds. */
export function sessionView(session: Session, style: Style, now: number): string {
  const status = statusStyle(session.status, style)(session.status);
  const text = session.statusText === null ? '' : `  ${oneLine(session.statusText)}`;
  const parts = [`${session.id}  ${status}${text}`, indent(factTable(facts(session, now), style))];
  if (session.pending ?? isWaiting(session.status)) parts.push(pendingView(session, style));
  const screen = session.exit?.lastScreen;
  if (screen) parts.push('Its last screen:', indent(screen));
  return parts.join('\n');
}
