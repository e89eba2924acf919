import type { Pending, Session } from '@aegis/protocol';
import { wrap } from '../terminal/fit.ts';
import { neutraliseDeep, oneLine } from '../text/neutralise.ts';
import { toolInputView } from '../views/tool-input.ts';

/** The row that approving takes: the plain accept row, wherever it stands; null where the dialog has none. */
function acceptRow({ options }: Pending): string | null {
  const index = options.findIndex(({ role }) => role === 'accept');
  const row = options[index];
  return row ? `${index + 1}. ${oneLine(row.label)}` : null;
}

/** Exactly what approving would approve: all of the tool's input, nothing cut, as lines of so many columns. */
export function dialogLines(session: Session, given: Pending, columns: number): string[] {
  const pending = neutraliseDeep(given);
  const accepts = acceptRow(pending);
  const parts = [
    `${oneLine(session.name)} (${session.id}) in ${oneLine(session.workDir)}`,
    '',
    oneLine(pending.title),
    ...(pending.toolName === null ? [] : [`Tool: ${oneLine(pending.toolName)}`]),
    ...(pending.toolInput === null ? [] : [toolInputView(pending.toolInput, Infinity)]),
    '',
    ...pending.options.map(({ label }, index) => `${index + 1}. ${oneLine(label)}`),
    ...(accepts === null ? [] : ['', `Approving takes: ${accepts}`]),
  ];
  return parts.flatMap((part) => wrap(part.replaceAll('\t', '  '), columns));
}

/** Lines that a full-screen view has for its text, between its head and its foot. */
export function bodyRows({ rows }: { rows: number }): number {
  return Math.max(1, rows - 3);
}

/** The furthest that such a text can be scrolled: its last line is then at the bottom. */
export function furthestScroll(lines: number, size: { rows: number }): number {
  return Math.max(0, lines - bodyRows(size));
}
