import {
  answerOf,
  hasReview,
  isAnswered,
  rowsOf,
  type QuestionDialog,
  type QuestionRow,
} from '../dialog/question-dialog.ts';
import { BLANK, GREY, line, POINTER, rule, wrap, type Line, type Span } from './spans.ts';

/** A page of AskUserQuestion's dialog, or the review of all. */
export function drawQuestion(dialog: QuestionDialog, cols: number): Line[] {
  const question = dialog.questions[dialog.page];
  if (question === undefined) return drawReview(dialog, cols);
  const rows = rowsOf(dialog);
  return [
    rule(cols),
    drawChips(dialog),
    BLANK,
    ...wrap(question.question, cols).map((row) => line(row, { bold: true })),
    BLANK,
    ...rows.flatMap((row, index) => [
      ...(row.type === 'chat' ? [rule(cols)] : []),
      ...drawRow(dialog, row, index),
    ]),
    BLANK,
    line(footerOf(dialog, rows[dialog.at]), GREY),
  ];
}

function footerOf(dialog: QuestionDialog, row: QuestionRow | undefined): string {
  const keys = hasReview(dialog) ? 'Tab/Arrow keys to navigate' : '↑/↓ to navigate';
  const isBox = row?.type === 'text' && (dialog.pages[dialog.page]?.text ?? '') !== '';
  const editor = isBox ? ['ctrl+g to edit in Vim'] : [];
  return ['Enter to select', keys, ...editor, 'Esc to cancel'].join(' · ');
}

function drawChips(dialog: QuestionDialog): Line {
  const chips = dialog.questions.map(({ header }, index): Span => {
    const page = dialog.pages[index];
    const mark = page !== undefined && isAnswered(page) ? '☒' : '☐';
    return chip(`${mark} ${header}`, index === dialog.page);
  });
  if (!hasReview(dialog)) return chips;
  const submit = chip('✔ Submit', dialog.page === dialog.questions.length);
  return [{ text: '← ' }, ...chips, submit, { text: ' →' }];
}

function chip(text: string, isCurrent: boolean): Span {
  const framed = ` ${text} `;
  return isCurrent
    ? { text: framed, style: { foreground: 16, background: 153 } }
    : { text: framed };
}

function drawRow(dialog: QuestionDialog, row: QuestionRow, index: number): Line[] {
  const isAt = index === dialog.at;
  const style = isAt ? POINTER : undefined;
  const colored = (text: string): Span => (style === undefined ? { text } : { text, style });
  const pointer = colored(isAt ? '❯ ' : '  ');
  const question = dialog.questions[dialog.page];
  const page = dialog.pages[dialog.page];
  const isMulti = question?.multiSelect === true;
  const tick = (isOn: boolean) => (isMulti ? `[${isOn ? '✔' : ' '}] ` : '');
  switch (row.type) {
    case 'option': {
      const option = question?.options[row.index];
      const box = tick(page?.ticked.includes(row.index) ?? false);
      const margin = ' '.repeat(isMulti ? 9 : 5);
      return [
        [pointer, colored(`${index + 1}. ${box}${option?.label ?? ''}`)],
        line(`${margin}${option?.description ?? ''}`, GREY),
      ];
    }
    case 'text': {
      const label = page?.text === '' ? `Type something${isMulti ? '' : '.'}` : (page?.text ?? '');
      return [[pointer, colored(`${index + 1}. ${tick(page?.textGiven ?? false)}${label}`)]];
    }
    case 'on': {
      const isLast = dialog.page === dialog.questions.length - 1;
      return [[pointer, colored(`   ${isLast ? 'Submit' : 'Next'}`)]];
    }
    case 'chat':
      return [[pointer, colored(`${isMulti ? index : index + 1}. Chat about this`)]];
    case 'submit':
    case 'cancel':
      return [];
  }
}

function drawReview(dialog: QuestionDialog, cols: number): Line[] {
  const labels = ['Submit answers', 'Cancel'];
  return [
    BLANK,
    rule(cols),
    drawChips(dialog),
    BLANK,
    line('Review your answers', { bold: true }),
    BLANK,
    ...dialog.questions.flatMap(({ question }, index) => [
      ...wrap(question, cols - 3).map((row, at) => line(`${at === 0 ? ' ● ' : '   '}${row}`)),
      line(`   → ${answerOf(dialog, index)}`, { foreground: 114 }),
    ]),
    BLANK,
    ...labels.map((label, index): Line => {
      const isAt = index === dialog.at;
      return line(`${isAt ? '❯' : ' '} ${index + 1}. ${label}`, isAt ? POINTER : undefined);
    }),
  ];
}
