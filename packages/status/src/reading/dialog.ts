import type { Dialog, DialogRow } from '../types.ts';
import type { DialogWording, Wording } from '../wording/types.ts';
import type { DialogReading } from './dialog-reading.ts';
import { dialogSubject } from './dialog-subject.ts';
import { footerOf } from './footer.ts';
import { joinBody } from './join-rows.ts';
import { matchesAny } from './match.ts';
import { optionRole } from './option-role.ts';
import { findOptions, type ListedOption } from './options.ts';
import { readQuestion } from './question.ts';
import type { ScreenRow } from './rows.ts';

/** A block read as a dialog or a named overlay; null if it is none that the wording knows. */
export function readDialog(
  block: readonly ScreenRow[],
  cols: number,
  wording: Wording,
): DialogReading | null {
  const first = block.findIndex((row) => row.kind !== 'blank');
  const titleRow = block[first];
  if (titleRow === undefined) return null;
  const list = findOptions(block, wording);
  const question = readQuestion({ block: block.slice(first), list }, wording);
  if (question !== null) return question;
  const title = titleRow.text.trim();
  const above = block.slice(first + 1, list?.from ?? block.length);
  const asked = lastParagraph(above);
  const entry = recognise(title, asked, wording);
  if (entry === null) return null;
  // Overlays are named even where their rows are of no known shape; everything that can be answered has a list.
  if (list === null && entry.status !== 'unknown') return null;
  const options = list === null ? [] : list.options.map((option) => toRow(option, wording));
  if (entry.status !== 'unknown' && !answersBothWays(options)) return null;
  const dialog: Dialog = {
    name: entry.name,
    kind: entry.kind,
    title: entry.questions === undefined || asked === '' ? title : asked,
    body: joinBody(bodyRows(above, entry.questions !== undefined), cols),
    options,
    footer: footerOf(block, list === null ? null : list.to),
    toolName: entry.toolName,
    subject: dialogSubject(entry.subject, above, cols),
    question: null,
  };
  return { dialog, status: entry.status, activity: entry.activity ?? null };
}

/** By title; a permission dialog whose title no entry knows is known by its question. */
function recognise(title: string, asked: string, wording: Wording): DialogWording | null {
  const entry = wording.dialogs.find((one) => matchesAny(one.titles, title));
  const asks = (questions: readonly string[]): boolean =>
    questions.some((question) => asked.startsWith(question));
  if (entry !== undefined && (entry.questions === undefined || asks(entry.questions))) return entry;
  if (!asks(wording.permissionQuestions)) return null;
  return {
    name: 'tool',
    kind: 'permission',
    status: 'permission_prompt',
    titles: [title],
    questions: wording.permissionQuestions,
    toolName: null,
    subject: 'first-line',
  };
}

/** A half-drawn list, or one with unknown words only, is no dialog to answer. */
function answersBothWays(options: readonly DialogRow[]): boolean {
  const accepts = options.some((option) => option.role.startsWith('accept'));
  return accepts && options.some((option) => option.role.startsWith('decline'));
}

function toRow(option: ListedOption, wording: Wording): DialogRow {
  const label = [option.label, ...option.more.map((row) => row.text)].join(' ');
  // Pickers put a description behind the label, two blanks apart.
  const [name = label, ...rest] = label.split(/ {2,}/);
  return {
    label: name,
    role: optionRole(name, wording),
    highlighted: option.highlighted,
    number: option.number,
    checked: option.checked,
    description: rest.length === 0 ? null : rest.join(' '),
    line: option.line,
  };
}

/** What is asked: the rows right above the list, up to a blank row or a dashed one. */
function lastParagraph(rows: readonly ScreenRow[]): string {
  let end = rows.length;
  while (end > 0 && rows[end - 1]?.kind === 'blank') end--;
  let start = end;
  while (start > 0 && rows[start - 1]?.kind === 'text') start--;
  return rows
    .slice(start, end)
    .map((row) => row.text.trim())
    .join(' ');
}

/** Without the frame, and without the question where it became the title. */
function bodyRows(rows: readonly ScreenRow[], withoutQuestion: boolean): ScreenRow[] {
  const dashes = rows.flatMap((row, at) => (row.kind === 'dashes' ? [at] : []));
  const [open, close] = [dashes[0], dashes.at(-1)];
  if (open !== undefined && close !== undefined && open < close) {
    return rows.slice(open + 1, close).filter((row) => row.kind !== 'dashes');
  }
  let end = rows.length;
  if (withoutQuestion) {
    while (end > 0 && rows[end - 1]?.kind === 'blank') end--;
    while (end > 0 && rows[end - 1]?.kind === 'text') end--;
  }
  const body = rows.slice(0, end);
  const start = body.findIndex((row) => row.kind !== 'blank');
  return start < 0 ? [] : body.slice(start);
}
