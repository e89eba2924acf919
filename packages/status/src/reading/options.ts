import type { Wording } from '../wording/types.ts';
import type { RuleBook } from './rule-book.ts';
import { blanked, type ScreenRow } from './rows.ts';

/** A row that can be chosen, before its label is given a role. */
export interface ListedOption {
  label: string;
  number: number | null;
  checked: boolean | null;
  highlighted: boolean;
  /** The rows below the label: it goes on, or it is described. Only a difference in colour tells which. */
  more: readonly { text: string; sameColor: boolean }[];
  line: number;
}

/** The list at the bottom of a block. */
export interface OptionList {
  options: ListedOption[];
  /** Indexes into the block: the first row of the list, and the first behind it. */
  from: number;
  to: number;
}

const DEEPEST_POINTER = 4;
/** `2. Yes`; in a row that was squeezed the blank may be lost. */
const NUMBER = /^(\d{1,2})\.(?!\d)/;

/**
 * The last list of a block that has exactly one highlighted row. What stands above it (a command, a diff, a plan) can
 * say anything, also `❯ 1. Yes`; a real list is always the last one, and there are no dashes below it.
 */
export function findOptions(whole: readonly ScreenRow[], rules: RuleBook): OptionList | null {
  const { wording } = rules;
  const block = withPointersInPlace(whole, wording.pointer);
  const pointed = lastPointed(block, wording);
  if (pointed === null) return null;
  const found = pointed.numbered
    ? numberedList(block, pointed, wording)
    : plainList(block, pointed, wording);
  if (found === null || found.options.length === 0) return null;
  const list = withoutLeftPointer(found, rules);
  const highlighted = list.options.filter((option) => option.highlighted).length;
  const pointers = `${String(highlighted)} rows of the list are highlighted`;
  if (rules.holds('list.not_one_highlighted', highlighted !== 1, () => pointers)) return null;
  const below = block.slice(list.from).some((row) => row.kind === 'dashes' && row.indent <= 1);
  const framed = 'a dashed row stands below the list, so the list is inside the frame';
  if (rules.holds('list.inside_frame', below, () => framed)) return null;
  return list;
}

/** In 2.1.50 and 2.1.120 the row that leads on keeps its pointer when a row below the list's last rule is highlighted. */
function withoutLeftPointer(list: OptionList, rules: RuleBook): OptionList {
  const [first, second, ...others] = list.options.filter((option) => option.highlighted);
  const isLeft = first?.number === null && second !== undefined && others.length === 0;
  const why = `the row that leads on and one below it are highlighted: ${String(isLeft)}`;
  if (!rules.holds('list.pointer_left_behind', isLeft, () => why)) return list;
  const options = list.options.map((option) =>
    option === first ? { ...option, highlighted: false } : option,
  );
  return { ...list, options };
}

/** In the narrowest frames of old builds the pointer of a row that is wrapped stands alone below it. */
function withPointersInPlace(rows: readonly ScreenRow[], pointer: string): readonly ScreenRow[] {
  const at = rows.findLastIndex((row) => row.text.trim() === pointer);
  const above = rows[at - 1];
  if (above === undefined || !NUMBER.test(above.text.trimStart())) return rows;
  const pointed = { ...above, text: ` ${pointer}${above.text.trimStart()}`, indent: 1 };
  return rows.with(at - 1, pointed).with(at, blanked(above));
}

interface Pointed {
  at: number;
  /** The column of the number, or of the label where rows have none. */
  column: number;
  numbered: boolean;
}

function lastPointed(block: readonly ScreenRow[], wording: Wording): Pointed | null {
  for (let at = block.length - 1; at >= 0; at--) {
    const row = block[at];
    if (row === undefined || row.indent > DEEPEST_POINTER) continue;
    if (row.text[row.indent] !== wording.pointer) continue;
    const rest = row.text.slice(row.indent + 1);
    const label = rest.trimStart();
    // A row that was squeezed stands one column further left than its list, without the blank.
    const squeezed = label === rest && NUMBER.test(label);
    if (label === '' || (label === rest && !squeezed)) continue;
    const column = row.text.length - label.length + (squeezed ? 1 : 0);
    if (NUMBER.test(label)) return { at, column, numbered: true };
    // The row that leads on from a list of ticks has no number, and stands in the column of the ticks.
    const numberColumn = row.indent + 2;
    const ticks = block.some(
      (other) => numberAt(other, numberColumn, wording) !== null && /\. \[.\] /.test(other.text),
    );
    if (ticks && column === numberColumn + 3) return { at, column: numberColumn, numbered: true };
    return { at, column, numbered: false };
  }
  return null;
}

/** The same of a row that was squeezed and moved. */
function movedNumberAt(row: ScreenRow, column: number, wording: Wording): number | null {
  const found = NUMBER.exec(row.text.slice(column, column + 5));
  if (found === null || row.text.slice(0, column).replace(wording.pointer, '').trim() !== '') {
    return null;
  }
  return Number(found[1]);
}

/** The number at a column that only the pointer may stand before. */
function numberAt(row: ScreenRow, column: number, wording: Wording): number | null {
  for (let x = 0; x < column; x++) {
    const character = row.text[x];
    if (character !== ' ' && character !== wording.pointer) return null;
  }
  const found = NUMBER.exec(row.text.slice(column, column + 5));
  return found === null ? null : Number(found[1]);
}

function numberedList(
  block: readonly ScreenRow[],
  pointed: Pointed,
  wording: Wording,
): OptionList | null {
  const { column } = pointed;
  const starts = numberedRun(block, column, wording);
  const from = starts[0]?.at;
  if (from === undefined || pointed.at < from) return null;
  const options: ListedOption[] = [];
  let end = from;
  for (const [index, { at: start, column: own }] of starts.entries()) {
    const next = starts[index + 1]?.at ?? block.length;
    const entry = readEntry(
      block,
      { start, next, column: own, moved: own < column, last: index === starts.length - 1 },
      wording,
    );
    options.push(...entry.options);
    end = entry.end;
  }
  return pointed.at < end ? { options, from, to: end } : null;
}

interface NumberedRow {
  at: number;
  column: number;
}

/**
 * Rows numbered 1, 2, 3 … up to the last numbered row of the block. In the narrow frames of old builds a row that is
 * wrapped is moved one column to the left.
 */
function numberedRun(block: readonly ScreenRow[], usual: number, wording: Wording): NumberedRow[] {
  const starts: NumberedRow[] = [];
  let expected: number | null = null;
  for (let at = block.length - 1; at >= 0; at--) {
    const row = block[at];
    if (row === undefined) continue;
    const moved = numberAt(row, usual, wording) === null;
    const column = moved ? usual - 1 : usual;
    const number = moved ? movedNumberAt(row, column, wording) : numberAt(row, column, wording);
    if (number === null) continue;
    if (expected !== null && number !== expected) continue;
    starts.unshift({ at, column });
    expected = number - 1;
    if (expected === 0) return starts;
  }
  return [];
}

interface Entry {
  start: number;
  next: number;
  column: number;
  /** It starts further left than its list, and so do the rows that it goes on in. */
  moved: boolean;
  last: boolean;
}

function readEntry(
  block: readonly ScreenRow[],
  entry: Entry,
  wording: Wording,
): { options: ListedOption[]; end: number } {
  const row = block[entry.start];
  if (row === undefined) return { options: [], end: entry.start };
  const found = /^(\d{1,2})\. *(?:\[(.)\] )?/.exec(row.text.slice(entry.column));
  const head = found?.[0].length ?? 0;
  const labelColumn = entry.column + head;
  const leastColumn = entry.moved ? 1 : labelColumn;
  const tick = found?.[2];
  const moreRows: { text: string; sameColor: boolean }[] = [];
  const option: ListedOption = {
    label: row.text.slice(labelColumn),
    number: Number(found?.[1] ?? 0),
    checked: tick === undefined ? null : tick !== ' ',
    highlighted: row.text[row.indent] === wording.pointer,
    more: moreRows,
    line: row.index,
  };
  const options = [option];
  let end = entry.start + 1;
  for (; end < entry.next; end++) {
    const more = block[end];
    if (more === undefined || more.kind !== 'text') {
      if (entry.last || more === undefined) break;
      continue;
    }
    const pointed = more.text[more.indent] === wording.pointer;
    const column = pointed
      ? more.text.length - more.text.slice(more.indent + 1).trimStart().length
      : more.indent;
    const ends = entry.last || block[end + 1]?.kind === 'rule';
    const leadsOn = ends && wording.question.leadOn.includes(more.text.slice(column));
    if (tick !== undefined && column === entry.column + 3 && leadsOn) {
      options.push({ ...leadOn(more, column), highlighted: pointed });
    } else if ((column >= leastColumn || tick !== undefined) && !pointed) {
      const text = more.text.trim();
      const sameColor = colorAtEnd(more) === colorAtEnd(row);
      if (!wording.rowHints.includes(text)) moreRows.push({ text, sameColor });
    } else {
      break;
    }
  }
  return { options, end };
}

/** A row without a number. */
function leadOn(row: ScreenRow, column: number): ListedOption {
  return {
    label: row.text.slice(column),
    number: null,
    checked: null,
    highlighted: false,
    more: [],
    line: row.index,
  };
}

function colorAtEnd(row: ScreenRow): string {
  const run = row.runs.findLast((one) => one.text.trim() !== '');
  return run === undefined ? '' : `${run.foreground} ${run.dim}`;
}

/** Rows without numbers: they stand one under the other, the pointer before one of them. */
function plainList(
  block: readonly ScreenRow[],
  pointed: Pointed,
  wording: Wording,
): OptionList | null {
  const belongs = (row: ScreenRow | undefined): boolean =>
    row?.kind === 'text' && row.indent >= pointed.column;
  let from = pointed.at;
  while (belongs(block[from - 1])) from--;
  let to = pointed.at + 1;
  while (belongs(block[to])) to++;
  const options: ListedOption[] = [];
  for (const [at, row] of block.slice(from, to).entries()) {
    const highlighted = from + at === pointed.at;
    if (!highlighted && row.indent > pointed.column) {
      const option = options.at(-1);
      // The first row of a list cannot be the end of another.
      if (option === undefined) return null;
      option.more = [...option.more, { text: row.text.trim(), sameColor: true }];
      continue;
    }
    options.push({ ...leadOn(row, pointed.column), highlighted });
  }
  return isPointed(block[pointed.at], wording) ? { options, from, to } : null;
}

function isPointed(row: ScreenRow | undefined, wording: Wording): boolean {
  return row?.text[row.indent] === wording.pointer;
}
