import type { DialogWording } from '../wording/types.ts';
import { lastFrame } from './frame.ts';
import { FRAMED_MARGIN, INDENTED_MARGIN, joinBody } from './join-rows.ts';
import type { ScreenRow } from './rows.ts';

interface Place {
  /** What stands behind the beginning of the title that the wording knows. */
  behindTitle: string;
  /** The rows between the title and the list. */
  content: readonly ScreenRow[];
  cols: number;
}

/** What a dialog is about. */
export function dialogSubject(
  where: DialogWording['subject'],
  { behindTitle, content, cols }: Place,
): string | null {
  switch (where) {
    case 'none':
      return null;
    case 'path':
      return behindTitle === '' ? firstText(content) : behindTitle;
    case 'below-title':
      return firstText(content);
    case 'command':
      return framed(content, cols) ?? indented(content, cols);
    case 'in-frame':
      return framed(content, cols)?.split('\n')[0]?.trim() ?? firstText(content);
    case 'url':
      return address(content) ?? labelled(framed(content, cols) ?? trimmed(content), 'url');
    case 'host':
      return labelled(trimmed(content), 'Host');
  }
}

function trimmed(rows: readonly ScreenRow[]): string {
  return rows.map((row) => row.text.trim()).join('\n');
}

function firstText(rows: readonly ScreenRow[]): string | null {
  return rows.find((row) => row.kind === 'text')?.text.trim() ?? null;
}

function framed(rows: readonly ScreenRow[], cols: number): string | null {
  const frame = lastFrame(rows);
  return frame === null ? null : joinBody(frame, cols, FRAMED_MARGIN);
}

const BODY_INDENT = 3;

/**
 * The rows of the body that are indented deeper than its text. The last of them may be a description, which is dim or
 * grey; without colours nothing tells it from the command.
 */
function indented(rows: readonly ScreenRow[], cols: number): string | null {
  const isDeep = (row: ScreenRow): boolean => row.kind === 'text' && row.indent >= BODY_INDENT;
  const start = rows.findIndex(isDeep);
  if (start < 0) return null;
  const rest = rows.slice(start);
  const end = rest.findIndex((row) => row.kind === 'text' && !isDeep(row));
  const deep = end < 0 ? rest : rest.slice(0, end);
  const colored = deep.some((row) => isFaintRow(row));
  if (!colored && deep.filter(isDeep).length > 1) return null;
  const text = joinBody(
    deep.filter((row) => !isFaintRow(row)),
    cols,
    INDENTED_MARGIN,
  ).trimEnd();
  return text === '' ? null : text;
}

type Run = ScreenRow['runs'][number];

function isFaint(run: Run): boolean {
  return run.text.trim() !== '' && (run.dim || isGrey(run.foreground));
}

function isFaintRow(row: ScreenRow): boolean {
  const used = row.runs.filter((run) => run.text.trim() !== '');
  return used.length > 0 && used.every((run) => isFaint(run));
}

/** The same amount of red, green and blue, and neither black nor white. */
function isGrey(color: string): boolean {
  const found = /^#(..)(..)(..)$/.exec(color);
  if (found === null) return color === 'p8' || /^p2(?:3[2-9]|4\d|5[0-5])$/.test(color);
  const [, red, green, blue] = found;
  return red === green && green === blue && red !== '00' && red !== 'ff';
}

/** The value of a line `name: value`. */
function labelled(text: string | null, name: string): string | null {
  const line = text?.split('\n').find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}

/** `https://example.com/` on a row of its own, or `url: "https://example.com/", prompt: "what"`. */
function address(rows: readonly ScreenRow[]): string | null {
  const text = firstText(rows);
  if (text === null) return null;
  const quoted = /^url: "([^"]*)"/.exec(text)?.[1];
  return quoted ?? (/^[a-z]+:\/\/\S+$/.test(text) ? text : null);
}
