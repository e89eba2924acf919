import type { Wording } from '../wording/types.ts';
import type { DialogReading } from './dialog-reading.ts';
import { hasColors, toDialogRow } from './dialog-row.ts';
import { footerOf } from './footer.ts';
import { optionRole } from './option-role.ts';
import { findOptions, type ListedOption } from './options.ts';
import { firstParagraph } from './paragraphs.ts';
import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

interface Chip {
  text: string;
  done: boolean;
  current: boolean;
}

/**
 * A question dialog hangs from a row of chips: one for each page (`☐ Database`), and a `✔ Submit` where there are
 * several. Rows: the answers, one for free text, and below a rule the way out to the chat. `block`: from that row on.
 */
export function readQuestion(block: readonly ScreenRow[], rules: RuleBook): DialogReading | null {
  const { wording } = rules;
  const chipRow = block[0];
  if (chipRow === undefined) return null;
  const chips = readChips(chipRow, wording);
  const list = chips.length === 0 ? null : findOptions(block, rules);
  const isQuestion = chips.length > 0 && list !== null;
  const why = `its first row has ${String(chips.length)} chips, and there is ${list === null ? 'no' : 'a'} list`;
  if (!rules.holds('dialog.question', isQuestion, () => why) || list === null) return null;
  const asked = firstParagraph(block.slice(1, rowOf(block, list.options[0])));
  const review = asked.startsWith(wording.question.review);
  const footer = footerOf(block, rowOf(block, list.options.at(-1)) + 1);
  const last = list.options.findLast((option) => option.number !== null);
  const leaves = block.some((row) => row.text.trim().endsWith(wording.question.chat));
  const described = hasColors(block) ? 'by-color' : 'always';
  const options = list.options.map((option) =>
    toDialogRow(option, described, (label) => {
      if (review) return optionRole(label, wording);
      return isAnswer({ option, last, leaves, block, footer }, wording) ? 'answer' : 'other';
    }),
  );
  const pages = chips.filter((chip) => !chip.text.startsWith(wording.question.chips.submit));
  const page = review ? chips.length - 1 : pageOf(chips, pages);
  const multiSelect = options.some((option) => option.checked !== null);
  return {
    status: 'ask_question',
    activity: null,
    dialog: {
      name: review ? 'question_review' : 'question',
      kind: 'question',
      title: asked,
      body: asked,
      options,
      footer,
      toolName: 'AskUserQuestion',
      subject: null,
      cut: false,
      question: {
        question: asked,
        header: pages[page]?.text ?? null,
        multiSelect,
        options: options
          .filter((option) => option.role === 'answer')
          .map(({ label, description }) => ({ label, description })),
        page,
        pages: pages.map((chip) => chip.text),
      },
    },
  };
}

/** ` ☐ Database`, or `←  ☒ Features  ☐ Port  ✔ Submit  →`. */
function readChips(row: ScreenRow, wording: Wording): Chip[] {
  const { open, done, submit } = wording.question.chips;
  const inner = row.text.replace(/^←/, ' ').replace(/→$/, ' ');
  const chips: Chip[] = [];
  for (const part of inner.split(/ {2,}/)) {
    const text = part.trim();
    const mark = text[0];
    if (text === '') continue;
    if ((mark !== open && mark !== done && mark !== submit) || text[1] !== ' ') return [];
    const name = mark === submit ? text : text.slice(2);
    chips.push({ text: name, done: mark === done, current: isMarked(row, text) });
  }
  return chips;
}

/** The chip of the page that is shown stands on a background of its own. */
function isMarked(row: ScreenRow, text: string): boolean {
  return row.runs.some(
    (run) => (run.background !== 'default' || run.inverse) && run.text.includes(text),
  );
}

/** Without colours, the first page that has no answer; else the last one. */
function pageOf(chips: readonly Chip[], pages: readonly Chip[]): number {
  const marked = chips.findIndex((chip) => chip.current);
  if (marked >= 0) return marked;
  const open = pages.findIndex((chip) => !chip.done);
  return Math.max(open < 0 ? pages.length - 1 : open, 0);
}

function rowOf(block: readonly ScreenRow[], option: ListedOption | undefined): number {
  return block.findIndex((row) => row.index === option?.line);
}

interface Place {
  option: ListedOption;
  /** The last row with a number. */
  last: ListedOption | undefined;
  /** A row leaves the question for the chat. */
  leaves: boolean;
  block: readonly ScreenRow[];
  footer: string | null;
}

/** Not the row for free text, not the way out, and not the row that leads on from a list of ticks. */
function isAnswer({ option, last, leaves, block, footer }: Place, wording: Wording): boolean {
  const { freeText, chat, freeTextFooter } = wording.question;
  if (option.number === null || option.label === chat) return false;
  if (option.label.replace(/\.$/, '') === freeText) return false;
  // Without a way out to the chat, the last row is the one for free text, whatever was typed into it.
  if (!leaves) return option !== last;
  // Once something was typed into it, the row for free text is known by the footer, which offers an editor for it.
  if (!option.highlighted || footer?.includes(freeTextFooter) !== true) return true;
  const after = block.slice(rowOf(block, option) + 1).find((row) => row.kind !== 'blank');
  return after?.kind !== 'rule' && !wording.question.leadOn.includes(after?.text.trim() ?? '');
}
