import { shownLabel, type HeadPart, type ListDialog } from '../dialog/list-dialog.ts';
import { BLANK, GREY, line, POINTER, rule, wrap, wrapHard, type Line } from './spans.ts';

/** A dialog with rows of which one is chosen. */
export function drawList(dialog: ListDialog, cols: number): Line[] {
  return [
    rule(cols, POINTER),
    ...dialog.head.flatMap((part) => drawPart(part, cols)),
    ...dialog.rows.flatMap((_, index) => drawRow(dialog, index, cols)),
    ...drawFooter(dialog),
  ];
}

function drawPart(part: HeadPart, cols: number): Line[] {
  switch (part.type) {
    case 'title':
      return [line(` ${part.text}`, part.plain === true ? { bold: true } : TITLE)];
    case 'text': {
      const style = part.bold === true ? { bold: true } : undefined;
      return wrap(part.text, cols - 2).map((row) => line(` ${row}`, style));
    }
    case 'hint':
      return wrap(part.text, cols - 2).map((row) => line(` ${row}`, GREY));
    case 'dashes':
      return [line('╌'.repeat(cols), { foreground: 244 })];
    case 'verbatim':
      return wrapHard(part.text, cols - 2).map((row) => line(` ${row}`));
    case 'blank':
      return [BLANK];
  }
}

const TITLE = { foreground: 153, bold: true } as const;

function drawRow(dialog: ListDialog, index: number, cols: number): Line[] {
  const isAt = index === dialog.at;
  const number = dialog.numbered ? `${index + 1}. ` : '';
  const margin = ' '.repeat(dialog.indent);
  const label = shownLabel(dialog, index);
  const room = cols - dialog.indent - 2 - number.length;
  const style = isAt ? POINTER : undefined;
  return wrap(label, room).map((row, at): Line => {
    if (at > 0) return [{ text: `${margin}  ${' '.repeat(number.length)}` }, span(row, style)];
    return [{ text: margin }, span(isAt ? '❯ ' : '  ', style), span(`${number}${row}`, style)];
  });
}

function span(text: string, style: Line[number]['style']): Line[number] {
  return style === undefined ? { text } : { text, style };
}

function drawFooter({ footer, amending }: ListDialog): Line[] {
  if (footer === null) return [];
  return [BLANK, line(` ${amending === null ? footer : 'Esc to cancel'}`, GREY)];
}
