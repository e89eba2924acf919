import type { Key } from '../keys/key.ts';
import type { DialogStep } from './dialog-step.ts';

export interface AskedQuestion {
  readonly question: string;
  readonly header: string;
  readonly multiSelect: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[];
}

interface Page {
  /** The row that was chosen, by the index of its option; null where none was. */
  readonly chosen: number | null;
  readonly ticked: readonly number[];
  /** What was typed on the row for free text. */
  readonly text: string;
  /** That row counts as an answer of the page. */
  readonly textGiven: boolean;
}

/** The dialog of AskUserQuestion: a page for each question, and one more to review them. */
export interface QuestionDialog {
  readonly type: 'question';
  readonly questions: readonly AskedQuestion[];
  readonly pages: readonly Page[];
  /** Equal to the number of questions: the review. */
  readonly page: number;
  readonly at: number;
}

export type QuestionAnswer =
  | { readonly type: 'answered'; readonly answers: Readonly<Record<string, string>> }
  | 'escaped'
  | 'to-chat';

type QuestionStep = DialogStep<QuestionDialog, QuestionAnswer>;

/** The kinds of rows that a page has, from above. */
export type QuestionRow =
  | { readonly type: 'option'; readonly index: number }
  | { readonly type: 'text' }
  | { readonly type: 'on' }
  | { readonly type: 'chat' }
  | { readonly type: 'submit' }
  | { readonly type: 'cancel' };

export function openQuestions(questions: readonly AskedQuestion[]): QuestionDialog {
  const pages = questions.map(() => ({ chosen: null, ticked: [], text: '', textGiven: false }));
  return { type: 'question', questions, pages, page: 0, at: 0 };
}

/** Several pages, or ticks, are to be submitted; a single choice is sent at once. */
export function hasReview({ questions }: QuestionDialog): boolean {
  return questions.length > 1 || questions.some((question) => question.multiSelect);
}

export function rowsOf(dialog: QuestionDialog): QuestionRow[] {
  const question = dialog.questions[dialog.page];
  if (question === undefined) return [{ type: 'submit' }, { type: 'cancel' }];
  return [
    ...question.options.map((_, index) => ({ type: 'option', index }) as const),
    { type: 'text' },
    ...(question.multiSelect ? [{ type: 'on' } as const] : []),
    { type: 'chat' },
  ];
}

export function isAnswered({ chosen, ticked, textGiven }: Page): boolean {
  return chosen !== null || ticked.length > 0 || textGiven;
}

export function pressInQuestion(dialog: QuestionDialog, key: Key): QuestionStep {
  const rows = rowsOf(dialog);
  const row = rows[dialog.at];
  const stay = (change: Partial<QuestionDialog>): QuestionStep => ({
    type: 'open',
    dialog: { ...dialog, ...change },
  });
  if (key.type !== 'key') {
    if (row?.type === 'text') return stay(typed(dialog, key.text));
    const at = Number(key.text[0]) - 1;
    const numbered = rows.filter(({ type }) => type !== 'on');
    const chosen = numbered[at];
    if (chosen === undefined) return stay({});
    return choose({ ...dialog, at: rows.indexOf(chosen) }, chosen);
  }
  switch (key.key) {
    case 'Up':
      return stay({ at: (dialog.at + rows.length - 1) % rows.length });
    case 'Down':
      return stay({ at: (dialog.at + 1) % rows.length });
    case 'Left':
      return stay(dialog.page > 0 ? { page: dialog.page - 1, at: 0 } : {});
    case 'Right':
    case 'Tab': {
      const last = dialog.questions.length - (hasReview(dialog) ? 0 : 1);
      return stay(dialog.page < last ? { page: dialog.page + 1, at: 0 } : {});
    }
    case 'Backspace':
      return stay(row?.type === 'text' ? erased(dialog) : {});
    case 'Enter':
      return row === undefined ? stay({}) : choose(dialog, row);
    case 'Escape':
    case 'C-c':
      return { type: 'closed', answer: 'escaped' };
    default:
      return stay({});
  }
}

function choose(dialog: QuestionDialog, row: QuestionRow): QuestionStep {
  const question = dialog.questions[dialog.page];
  const page = dialog.pages[dialog.page];
  switch (row.type) {
    case 'submit':
      return { type: 'closed', answer: { type: 'answered', answers: answersOf(dialog) } };
    case 'cancel':
      return { type: 'closed', answer: 'escaped' };
    case 'chat':
      return { type: 'closed', answer: 'to-chat' };
    case 'on':
      return leave(dialog);
    case 'text':
      if (page === undefined || page.text.trim() === '') return { type: 'open', dialog };
      if (question?.multiSelect === true) {
        return { type: 'open', dialog: change(dialog, { textGiven: !page.textGiven }) };
      }
      return leave(change(dialog, { textGiven: true, chosen: null }));
    case 'option': {
      if (question?.multiSelect !== true) {
        return leave(change(dialog, { chosen: row.index, textGiven: false }));
      }
      const ticked = page?.ticked ?? [];
      const without = ticked.filter((index) => index !== row.index);
      const next = without.length < ticked.length ? without : [...ticked, row.index];
      return { type: 'open', dialog: change(dialog, { ticked: next }) };
    }
  }
}

/** On to the next page, or to the end. */
function leave(dialog: QuestionDialog): QuestionStep {
  const next = dialog.page + 1;
  if (next < dialog.questions.length || hasReview(dialog)) {
    return { type: 'open', dialog: { ...dialog, page: next, at: 0 } };
  }
  return { type: 'closed', answer: { type: 'answered', answers: answersOf(dialog) } };
}

function typed(dialog: QuestionDialog, text: string): Partial<QuestionDialog> {
  const before = dialog.pages[dialog.page]?.text ?? '';
  return change(dialog, { text: before + text, textGiven: isMulti(dialog) });
}

function erased(dialog: QuestionDialog): Partial<QuestionDialog> {
  const text = (dialog.pages[dialog.page]?.text ?? '').slice(0, -1);
  return change(dialog, { text, textGiven: isMulti(dialog) && text !== '' });
}

function isMulti(dialog: QuestionDialog): boolean {
  return dialog.questions[dialog.page]?.multiSelect === true;
}

function change(dialog: QuestionDialog, page: Partial<Page>): QuestionDialog {
  const pages = dialog.pages.map((one, index) =>
    index === dialog.page ? { ...one, ...page } : one,
  );
  return { ...dialog, pages };
}

function answersOf({ questions, pages }: QuestionDialog): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const [index, { question, options }] of questions.entries()) {
    const page = pages[index];
    if (page === undefined || !isAnswered(page)) continue;
    const chosen = page.chosen === null ? page.ticked.toSorted((a, b) => a - b) : [page.chosen];
    const labels = chosen.flatMap((option) => options[option]?.label ?? []);
    answers[question] = [...labels, ...(page.textGiven ? [page.text.trim()] : [])].join(', ');
  }
  return answers;
}

/** What a page was answered with so far, for the review. */
export function answerOf(dialog: QuestionDialog, index: number): string {
  return answersOf(dialog)[dialog.questions[index]?.question ?? ''] ?? '';
}
