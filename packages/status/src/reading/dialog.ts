import type { Dialog, DialogRow } from '../types.ts';
import type { DialogWording, Wording } from '../wording/types.ts';
import type { DialogReading } from './dialog-reading.ts';
import { hasColors, toDialogRow } from './dialog-row.ts';
import { dialogSubject } from './dialog-subject.ts';
import { footerOf } from './footer.ts';
import { lastFrame } from './frame.ts';
import { joinBody } from './join-rows.ts';
import { matchesAny } from './match.ts';
import { optionRole } from './option-role.ts';
import { findOptions, type OptionList } from './options.ts';
import { readQuestion } from './question.ts';
import type { ScreenRow } from './rows.ts';

export interface BlockOnScreen {
  /** What stands above the rule that the block hangs from. */
  above: readonly ScreenRow[];
  block: readonly ScreenRow[];
  cols: number;
}

/** A block read as a dialog or a named overlay; null if it is none that the wording knows. */
export function readDialog(
  { above, block, cols }: BlockOnScreen,
  wording: Wording,
): DialogReading | null {
  const first = block.findIndex((row) => row.kind !== 'blank');
  const titleRow = block[first];
  if (titleRow === undefined) return null;
  const list = findOptions(block, wording);
  const question = readQuestion({ block: block.slice(first), list }, wording);
  if (question !== null) return question;
  const [title = ''] = titleRow.text.trim().split(wording.titleSuffix);
  const content = block.slice(first + 1, list?.from ?? block.length);
  const asked = lastParagraph(content);
  const entry = recognise(title, asked, wording);
  if (entry === null) return null;
  const options = rowsOf(list, block, wording);
  // Overlays are named even where their rows are of no known shape; what can be answered has a list.
  if (entry.status !== 'unknown' && !isWhole(entry, options)) return null;
  const isAsked = entry.questions !== undefined && asked !== '';
  const framed = entry.framedAbove === true ? lastFrame(above) : null;
  const dialog: Dialog = {
    name: entry.name,
    kind: entry.kind,
    title: isAsked ? asked : title,
    body: joinBody(framed ?? bodyRows(content, isAsked), cols),
    options,
    footer: footerOf(block, list === null ? null : list.to),
    toolName: entry.toolName,
    subject: dialogSubject(entry.subject, content, cols),
    cut: false,
    question: null,
  };
  return { dialog, status: entry.status, activity: entry.activity ?? null };
}

/**
 * A permission dialog that is higher than the screen: no rule and no title, but the dashes that end its body, its
 * question, its rows, and the note that there is more above. What it is about may be cut off as well.
 */
export function readCutDialog(
  rows: readonly ScreenRow[],
  cols: number,
  wording: Wording,
): DialogReading | null {
  const dashes = rows.findLastIndex((row) => row.kind === 'dashes' && row.indent === 0);
  if (dashes < 0) return null;
  const block = rows.slice(dashes + 1);
  const list = findOptions(block, wording);
  if (list === null) return null;
  const footer = footerOf(block, list.to);
  if (footer?.split('\n').some((line) => matchesAny([wording.cut], line)) !== true) return null;
  const asked = lastParagraph(block.slice(0, list.from));
  const options = rowsOf(list, block, wording);
  if (!startsWithAny(asked, wording.permissionQuestions)) return null;
  const entries = wording.dialogs.filter((one) => startsWithAny(asked, one.questions ?? []));
  const [only] = entries;
  const entry = entries.length === 1 && only !== undefined ? only : unnamedTool('', wording);
  if (!isWhole(entry, options)) return null;
  const dialog: Dialog = {
    name: entry.name,
    kind: entry.kind,
    title: asked,
    body: joinBody(rows.slice(0, dashes), cols),
    options,
    footer,
    toolName: entry.toolName,
    subject: null,
    cut: true,
    question: null,
  };
  return { dialog, status: entry.status, activity: null };
}

/** By title; a permission dialog whose title no entry knows is known by its question. */
function recognise(title: string, asked: string, wording: Wording): DialogWording | null {
  const entry = wording.dialogs.find(
    (one) =>
      matchesAny(one.titles, title) &&
      (one.questions === undefined || startsWithAny(asked, one.questions)),
  );
  if (entry !== undefined) return entry;
  return startsWithAny(asked, wording.permissionQuestions) ? unnamedTool(title, wording) : null;
}

function unnamedTool(title: string, wording: Wording): DialogWording {
  return {
    name: 'tool',
    kind: 'permission',
    status: 'permission_prompt',
    titles: [title],
    questions: wording.permissionQuestions,
    toolName: null,
    subject: 'in-frame',
  };
}

function startsWithAny(text: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) => text.startsWith(beginning));
}

/**
 * A half-drawn list, or one with unknown words only, is no dialog to answer. Only the row of a plan that declines
 * loses its label, to what is typed into it.
 */
function isWhole(entry: DialogWording, options: readonly DialogRow[]): boolean {
  const accepts = options.some((option) => option.role.startsWith('accept'));
  const declines = options.some((option) => option.role.startsWith('decline'));
  return accepts && (declines || (entry.framedAbove === true && options.length > 2));
}

function rowsOf(
  list: OptionList | null,
  block: readonly ScreenRow[],
  wording: Wording,
): DialogRow[] {
  if (list === null) return [];
  const described = hasColors(block) ? 'by-color' : 'never';
  return list.options.map((option) =>
    toDialogRow(option, described, (label) => optionRole(label, wording)),
  );
}

/** What is asked: the rows right above the list, up to a blank row or a dashed one. */
function lastParagraph(rows: readonly ScreenRow[]): string {
  const { start, end } = lastParagraphRange(rows);
  return rows
    .slice(start, end)
    .map((row) => row.text.trim())
    .join(' ');
}

function lastParagraphRange(rows: readonly ScreenRow[]): { start: number; end: number } {
  let end = rows.length;
  while (end > 0 && rows[end - 1]?.kind === 'blank') end--;
  let start = end;
  while (start > 0 && rows[start - 1]?.kind === 'text') start--;
  return { start, end };
}

/** Without the frame, and without the question where it became the title. */
function bodyRows(rows: readonly ScreenRow[], withoutQuestion: boolean): readonly ScreenRow[] {
  const framed = lastFrame(rows);
  if (framed !== null) return framed;
  const body = withoutQuestion ? rows.slice(0, lastParagraphRange(rows).start) : rows;
  const start = body.findIndex((row) => row.kind !== 'blank');
  return start < 0 ? [] : body.slice(start);
}
