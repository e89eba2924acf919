import type { Dialog } from '../types.ts';
import { isWhole, readDialog, rowsOf } from './dialog.ts';
import type { DialogReading } from './dialog-reading.ts';
import { footerOf } from './footer.ts';
import { FRAMED_MARGIN, joinBody } from './join-rows.ts';
import { matchesAny } from './match.ts';
import { findOptions } from './options.ts';
import { lastParagraph } from './paragraphs.ts';
import { askedByOne, startsWithAny, unnamedTool } from './recognise-dialog.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

export interface CutBlock {
  rows: readonly ScreenRow[];
  cols: number;
  /** Rows of the whole screen. */
  height: number;
  /** Inside a frame whose top is out of sight. Without one, the dashes below the body are what it hangs from. */
  framed: boolean;
}

/** Rows that may be blank at the edges of a screen that is full. */
const SLACK = 2;

/** A dialog just so high that only its rule is above the screen: its title is on the first row, and tells which it is. */
export function readRulelessDialog(
  { rows, cols, height }: Omit<CutBlock, 'framed'>,
  rules: RuleBook,
): DialogReading | null {
  const full = fillsScreen(rows, height);
  if (!rules.holds('dialog.ruleless', full, () => 'nothing stands in the first column'))
    return null;
  const region = { type: 'block', above: [], block: rows, cols, cut: true, framed: false } as const;
  const known = readDialog(region, rules);
  return known === null || known.dialog.name === 'tool' ? null : known;
}

/** The chips of a question begin in the first column, or behind one blank, where of a conversation's own rows none do. */
const CHIPS_INDENT = 1;
/** Rows that its hints take in the narrowest size. */
const MOST_HINT_ROWS = 2;

/** A question just so high that only its rule is above the screen: its chips stand on the first row, and it ends with the screen. */
export function readRulelessQuestion(
  { rows, cols, height }: Omit<CutBlock, 'framed'>,
  rules: RuleBook,
): DialogReading | null {
  const first = rows.find((row) => row.kind !== 'blank');
  if (!isFull(rows, height) || first === undefined || first.indent > CHIPS_INDENT) return null;
  const region = { type: 'block', above: [], block: rows, cols, cut: true, framed: false } as const;
  const known = readDialog(region, rules);
  const hints = known?.dialog.footer?.split('\n').length ?? 0;
  const isQuestion = known?.dialog.kind === 'question' && hints > 0 && hints <= MOST_HINT_ROWS;
  const why = () => `the screen is full, from chips to hints: ${String(isQuestion)}`;
  return rules.holds('dialog.ruleless_question', isQuestion, why) ? known : null;
}

/** From the first row to the last, and nothing in the first column, where of a conversation something always stands. */
function fillsScreen(rows: readonly ScreenRow[], height: number): boolean {
  return isFull(rows, height) && rows.every((row) => row.kind !== 'text' || row.indent > 0);
}

function isFull(rows: readonly ScreenRow[], height: number): boolean {
  return rows.findIndex((row) => row.kind !== 'blank') <= SLACK && rows.length >= height - SLACK;
}

/**
 * A permission dialog that is higher than the screen: no title, but its question and its rows. Some builds note that
 * there is more above, and end its body with dashes; in the oldest the sides of its frame show that it goes on. In the
 * others the screen is full of its body from the first row: of a conversation something always stands in the first
 * column. What it is about may be cut off as well.
 */
export function readCutDialog(
  { rows, cols, height, framed }: CutBlock,
  rules: RuleBook,
): DialogReading | null {
  const { wording } = rules;
  const dashes = rows.findLastIndex((row) => row.kind === 'dashes' && row.indent <= 1);
  const block = rows.slice(dashes + 1);
  const list = findOptions(block, rules);
  if (list === null) return null;
  const footer = footerOf(block, list.to);
  const noted = footer?.split('\n').some((line) => matchesAny([wording.cut], line)) === true;
  const full = fillsScreen(rows, height);
  const why = `frame: ${String(framed)}; noted: ${String(noted)}; the screen is full: ${String(full)}`;
  if (!rules.holds('dialog.cut', framed || noted || full, () => why)) return null;
  const asked = lastParagraph(block.slice(0, list.from));
  const options = rowsOf(list, block, rules);
  const only = askedByOne(asked, wording);
  const isPermission = only !== null || startsWithAny(asked, wording.permissionQuestions);
  if (!rules.holds('dialog.cut_question', isPermission, () => `it asks "${asked}"`)) return null;
  const entry = only ?? unnamedTool('', wording);
  if (!isWhole(entry, options, rules)) return null;
  const dialog: Dialog = {
    name: entry.name,
    kind: entry.kind,
    title: asked,
    body: joinBody(rows.slice(0, Math.max(dashes, 0)), cols, FRAMED_MARGIN),
    options,
    footer,
    toolName: entry.toolName,
    subject: entry.subject === 'path' ? pathAsked(asked, entry.questions ?? []) : null,
    cut: true,
    question: null,
  };
  return { dialog, status: entry.status, activity: null };
}

/** `Do you want to create notes.txt?` names what the title, which is out of sight, would name. */
function pathAsked(asked: string, questions: readonly string[]): string | null {
  const beginning = questions.find((one) => asked.startsWith(one));
  const path = beginning === undefined ? '' : asked.slice(beginning.length).replace(/\?$/, '');
  return path === '' ? null : path;
}
