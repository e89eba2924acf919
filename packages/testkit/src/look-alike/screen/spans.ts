import { eastAsianWidth } from 'get-east-asian-width';

export interface Style {
  /** Numbers of the terminal's 256 colours. */
  readonly foreground?: number;
  readonly background?: number;
  readonly bold?: boolean;
  readonly inverse?: boolean;
  readonly dim?: boolean;
}

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** One row of the screen. */
export type Line = readonly Span[];

export const GREY: Style = { foreground: 246 };
export const RULE: Style = { foreground: 244 };
export const POINTER: Style = { foreground: 153 };
export const ACCENT: Style = { foreground: 174 };
export const FAILURE: Style = { foreground: 211 };

export const BLANK: Line = [];

export function line(text: string, style?: Style): Line {
  return style === undefined ? [{ text }] : [{ text, style }];
}

export function rule(cols: number, style: Style = RULE): Line {
  return line('─'.repeat(cols), style);
}

/** Columns that a text takes. Combining marks take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (/^[\p{M}\u200b-\u200f]$/u.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** Cut into rows of at most `width` columns, between words where there are any. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, width)));
}

/** Cut into rows of exactly so many columns, between characters: nothing is left out. */
export function wrapHard(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => cutHard(paragraph, Math.max(2, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of paragraph.split(/(?<= )(?=[^ ])/)) {
    if (widthOf(row) + widthOf(word.trimEnd()) <= width) {
      row += word;
      continue;
    }
    if (row !== '') rows.push(row.trimEnd());
    const pieces = cutHard(word, width);
    rows.push(...pieces.slice(0, -1));
    row = pieces.at(-1) ?? '';
  }
  return [...rows, row.trimEnd()];
}

function cutHard(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const character of text) {
    const columns = characterWidth(character);
    if (used + columns > width) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += character;
    used += columns;
  }
  return [...rows, row];
}
