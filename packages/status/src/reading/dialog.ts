import type { Dialog, DialogRow } from '../types.ts';
import type { DialogWording } from '../wording/types.ts';
import type { DialogReading } from './dialog-reading.ts';
import { hasColors, toDialogRow } from './dialog-row.ts';
import { dialogSubject } from './dialog-subject.ts';
import { footerOf } from './footer.ts';
import { lastFrame } from './frame.ts';
import { FRAMED_MARGIN, INDENTED_MARGIN, joinBody } from './join-rows.ts';
import { optionRole } from './option-role.ts';
import { findOptions, type OptionList } from './options.ts';
import { firstParagraph, lastParagraph, lastParagraphRange } from './paragraphs.ts';
import { withoutPreview } from './preview.ts';
import { readQuestion } from './question.ts';
import { recogniseDialog } from './recognise-dialog.ts';
import type { Block } from './regions.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

/** The column of a title. */
const DEEPEST_TITLE = 1;

/** A block read as a dialog or a named overlay; null if it is none that the wording knows. */
export function readDialog({ above, block, cols }: Block, rules: RuleBook): DialogReading | null {
  const first = block.findIndex((row) => row.kind !== 'blank');
  const titleRow = block[first];
  if (titleRow === undefined) return null;
  const question = readQuestion(withoutPreview(block.slice(first)), rules);
  if (question !== null) return question;
  const list = findOptions(block, rules);
  const [title = ''] = titleRow.text.trim().split(rules.wording.titleSuffix);
  const content = block.slice(first + 1, list?.from ?? block.length);
  // Where nothing stands between the title and the list, the title is what is asked.
  const asked = content.some((row) => row.kind === 'text') ? lastParagraph(content) : title;
  const body = content.map((row) => row.text).join('\n');
  const isTitled = titleRow.kind === 'text' && titleRow.indent <= DEEPEST_TITLE;
  // On a narrow screen the title takes more than one row.
  const found =
    recogniseDialog({ title, asked, body, isTitled }, rules) ??
    recogniseDialog({ title: firstParagraph(block), asked, body, isTitled }, rules);
  if (found === null) return null;
  const { entry, behindTitle } = found;
  const options = rowsOf(list, block, rules);
  // Overlays are named even where their rows are of no known shape; what can be answered has a list.
  if (entry.status !== 'unknown' && !isWhole(entry, options, rules)) return null;
  const isAsked = entry.questions !== undefined && asked !== '';
  const shown = (entry.framedAbove === true ? lastFrame(above) : null) ?? lastFrame(content);
  const dialog: Dialog = {
    name: entry.name,
    kind: entry.kind,
    title: isAsked ? asked : title,
    body:
      shown === null
        ? joinBody(bodyRows(content, isAsked), cols, INDENTED_MARGIN)
        : joinBody(shown, cols, FRAMED_MARGIN),
    options,
    footer: footerOf(block, list === null ? null : list.to),
    toolName: entry.toolName,
    subject: dialogSubject(entry.subject, { behindTitle, content, cols }),
    cut: false,
    question: null,
  };
  return { dialog, status: entry.status, activity: entry.activity ?? null };
}

/** A half-drawn list, or one with unknown words only, is no dialog to answer. */
export function isWhole(
  entry: DialogWording,
  options: readonly DialogRow[],
  rules: RuleBook,
): boolean {
  const accepts = options.some((option) => option.role.startsWith('accept'));
  const declines = options.some((option) => option.role.startsWith('decline'));
  const last = options.at(-1);
  // The row that declines loses its label, to what is typed into it.
  const isTyped = last?.role === 'other' && last.highlighted;
  const typed = entry.takesText === true && options.length > 2 && isTyped;
  const why = `its rows accept: ${String(accepts)}, decline: ${String(declines || typed)}`;
  return rules.holds('dialog.whole', accepts && (declines || typed), () => why);
}

export function rowsOf(
  list: OptionList | null,
  block: readonly ScreenRow[],
  { wording }: RuleBook,
): DialogRow[] {
  if (list === null) return [];
  const described = hasColors(block) ? 'by-color' : 'never';
  return list.options.map((option) =>
    toDialogRow(option, described, (label) => optionRole(label, wording)),
  );
}

/** Without the question where it became the title. */
function bodyRows(rows: readonly ScreenRow[], withoutQuestion: boolean): readonly ScreenRow[] {
  const body = withoutQuestion ? rows.slice(0, lastParagraphRange(rows).start) : rows;
  const start = body.findIndex((row) => row.kind !== 'blank');
  return start < 0 ? [] : body.slice(start);
}
