import type { ScreenInput } from '../types.ts';

type Line = ScreenInput['lines'][number];

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;

/** The index of the character that a column shows. */
function indexOf(text: string, column: number): number {
  let at = 0;
  let index = 0;
  for (const character of text) {
    if (at >= column) break;
    at += WIDE.test(character) ? 2 : 1;
    index += character.length;
  }
  return index;
}

/** The character that a column shows. */
export function characterAt(text: string, column: number): string | undefined {
  return text[indexOf(text, column)];
}

/** The column that shows the character at an index. */
export function columnOf(text: string, index: number): number {
  let column = 0;
  for (const character of text.slice(0, index)) column += WIDE.test(character) ? 2 : 1;
  return column;
}

/** A row up to a column. */
export function cutAt<Row extends Pick<Line, 'text' | 'runs'>>(row: Row, column: number): Row {
  const runs = row.runs.flatMap((run) => {
    if (run.start >= column) return [];
    if (run.end <= column) return [run];
    return [
      { ...run, end: column, text: run.text.slice(0, indexOf(run.text, column - run.start)) },
    ];
  });
  return { ...row, runs, text: row.text.slice(0, indexOf(row.text, column)).trimEnd() };
}
