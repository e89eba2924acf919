import type { LogItem } from './screen-state.ts';
import { ACCENT, BLANK, FAILURE, GREY, line, widthOf, wrap, type Line } from './spans.ts';

const GLYPH_WIDTH = 2;
const RESULT_INDENT = '     ';

/** The conversation, as far as it has come: a blank row before each item, none before what became of one. */
export function drawLog(log: readonly LogItem[], cols: number): Line[] {
  return log.flatMap((item, index) => [
    ...(index === 0 || item.type === 'outcome' ? [] : [BLANK]),
    ...drawItem(item, cols),
  ]);
}

function drawItem(item: LogItem, cols: number): Line[] {
  switch (item.type) {
    case 'prompt':
      return drawPrompt(item, cols);
    case 'said':
      return marked('●', item.text, cols);
    case 'failed':
      return rowsOf(item.text, cols - GLYPH_WIDTH).map((row, index) => [
        { text: index === 0 ? '● ' : '  ', style: FAILURE },
        { text: row, style: FAILURE },
      ]);
    case 'tool':
      return [
        ...marked('●', item.title, cols),
        ...(item.result === null ? [] : drawResult(item.result, cols)),
      ];
    case 'outcome':
      return drawResult(item.text, cols);
    case 'closed':
      return [
        [
          { text: '✻', style: ACCENT },
          { text: ` ${item.text}`, style: GREY },
        ],
      ];
  }
}

function drawPrompt({ text, mark }: Extract<LogItem, { type: 'prompt' }>, cols: number): Line[] {
  return rowsOf(text, cols - GLYPH_WIDTH).map((row, index) => {
    const room = ' '.repeat(Math.max(0, cols - GLYPH_WIDTH - widthOf(row)));
    return [
      {
        text: index === 0 ? `${mark} ` : '  ',
        style: { foreground: 246, background: 237 },
      },
      { text: `${row}${room}`, style: { foreground: 231, background: 237 } },
    ];
  });
}

function marked(glyph: string, text: string, cols: number): Line[] {
  return rowsOf(text, cols - GLYPH_WIDTH).map((row, index) =>
    line(`${index === 0 ? glyph : ' '} ${row}`),
  );
}

function drawResult(text: string, cols: number): Line[] {
  return rowsOf(text, cols - RESULT_INDENT.length).map((row, index) => [
    { text: index === 0 ? '  ⎿  ' : RESULT_INDENT, style: GREY },
    { text: row, style: GREY },
  ]);
}

function rowsOf(text: string, width: number): string[] {
  return wrap(text.trimEnd(), width);
}
