import type { Summary } from '@aegis/protocol';
import type { Style } from '../output.ts';
import { formatSpan, formatUsage } from '../text/amounts.ts';
import { indent } from '../text/indent.ts';
import { oneLine } from '../text/neutralise.ts';
import { factTable } from './facts.ts';
import { statusStyle } from './status-style.ts';

const some = (text: string): string | null => (text === '' ? null : text);

function toolsOf({ tools }: Pick<Summary, 'tools'>): string {
  return tools
    .map(
      ({ name, calls, errors }) => `${name} ${calls}${errors === 0 ? '' : ` (${errors} failed)`}`,
    )
    .join(', ');
}

/** A session at a glance. */
export function summaryView(summary: Summary, style: Style): string {
  const { messages, lastTurn } = summary;
  const facts = factTable(
    [
      ['name', summary.name],
      ['directory', summary.workDir],
      ['took', `${formatSpan(summary.durationMs)}, ${formatSpan(summary.workingMs)} at work`],
      ['prompts', String(summary.prompts)],
      ['messages', `${messages.total}: ${messages.user} user, ${messages.assistant} assistant`],
      ['tools', some(toolsOf(summary))],
      ['usage', formatUsage(summary.usage)],
      ['models', some(summary.models.map(({ model }) => model).join(', '))],
      ['last turn', lastTurn && [lastTurn.outcome, lastTurn.error].filter(Boolean).join(': ')],
    ],
    style,
  );
  const text = summary.statusText === null ? '' : `  ${oneLine(summary.statusText)}`;
  const parts = [
    `${summary.id}  ${statusStyle(summary.status, style)(summary.status)}${text}`,
    indent(facts),
  ];
  if (summary.filesChanged.length > 0) {
    parts.push('Files changed:', indent(summary.filesChanged.map(oneLine).join('\n')));
  }
  if (summary.firstPrompt !== null) parts.push('First prompt:', indent(summary.firstPrompt));
  if (summary.lastText !== null) parts.push('Last words:', indent(summary.lastText));
  return parts.join('\n');
}
