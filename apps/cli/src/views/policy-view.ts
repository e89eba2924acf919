import type { PermissionPolicy, PolicyRule, RecoveryPolicy } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatSpan } from '../text/amounts.ts';
import { oneLine } from '../text/neutralise.ts';
import { listTable } from './facts.ts';

const STYLES = {
  allow: (style: Style) => style.green,
  deny: (style: Style) => style.red,
  ask: (style: Style) => style.yellow,
} as const;

const spell = (patterns: string | readonly string[] | undefined): string =>
  patterns === undefined ? '' : [patterns].flat().map(oneLine).join(' | ');

function subjectOf({ command, path }: PolicyRule): string {
  const parts = [
    ...(command === undefined ? [] : [`command ${spell(command)}`]),
    ...(path === undefined ? [] : [`path ${spell(path)}`]),
  ];
  return parts.length === 0 ? 'anything' : parts.join(', ');
}

/** The rules in the order in which they are tried, numbered from 1. */
export function policyView(policy: PermissionPolicy | null, style: Style): string {
  if (policy === null) return 'No policy: somebody is asked.';
  const rows = policy.rules.map((rule, index) => [
    { text: String(index + 1) },
    { text: rule.decision, style: STYLES[rule.decision](style) },
    { text: spell(rule.tool) },
    { text: subjectOf(rule) },
    { text: oneLine(rule.reason ?? '') },
  ]);
  const head = ['#', 'DECISION', 'TOOL', 'OF', 'REASON'];
  const rules = listTable(head, rows, { style, none: 'No rules.' });
  return `${rules}\nWhere no rule matches: ${policy.default ?? 'ask'}.`;
}

/** The steps of a recovery in order. */
export function recoveryView(recovery: RecoveryPolicy | null, style: Style): string {
  if (recovery === null) return 'No recovery: a stall is told, and nothing is done.';
  const rows = recovery.rungs.map((step, index) => {
    const { rung, afterMs } = step;
    const text =
      'text' in step
        ? step.text
        : 'prompt' in step
          ? step.prompt
          : 'reason' in step
            ? step.reason
            : '';
    const after = afterMs ?? (index === 0 ? 0 : null);
    return [
      { text: String(index + 1) },
      { text: rung },
      { text: after === null ? 'the threshold' : formatSpan(after) },
      { text: oneLine(text ?? '') },
    ];
  });
  const steps = listTable(['#', 'STEP', 'AFTER', 'WITH'], rows, { style, none: 'No steps.' });
  return recovery.includeTools ? `${steps}\nAlso while a tool runs.` : steps;
}
