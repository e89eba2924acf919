import type { IBufferCell, IBufferLine, Terminal } from '@xterm/headless';
import type { Row, Snapshot, StyleRun } from './types.ts';

/** What the emulator knows only by events, and so the screen keeps. */
export interface ScreenFacts {
  title: string;
  cursorVisible: boolean;
  bracketedPaste: boolean | null;
}

/** Copy the visible screen out of the emulator. */
export function readSnapshot(terminal: Terminal, facts: ScreenFacts): Snapshot {
  const buffer = terminal.buffer.active;
  const cell = buffer.getNullCell();
  const lines: Row[] = [];
  for (let y = 0; y < terminal.rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    const next = y + 1 < terminal.rows ? buffer.getLine(buffer.baseY + y + 1) : undefined;
    const runs = line === undefined ? [] : readRuns(line, terminal.cols, cell);
    lines.push({
      text: trimBlanks(runs.map((run) => run.text).join('')),
      wrapped: next?.isWrapped ?? false,
      runs,
    });
  }
  return {
    cols: terminal.cols,
    rows: terminal.rows,
    cursor: { x: buffer.cursorX, y: buffer.cursorY, visible: facts.cursorVisible },
    title: facts.title,
    alternate: buffer.type === 'alternate',
    lines,
  };
}

/** Plain blanks at the end are left out: a cell that nobody wrote and one with a space look the same. */
function readRuns(line: IBufferLine, cols: number, cell: IBufferCell): StyleRun[] {
  const runs: StyleRun[] = [];
  let run: StyleRun | null = null;
  let visibleRuns = 0;
  let visibleLength = 0;
  let visibleEnd = 0;
  for (let x = 0; x < cols; x++) {
    const read = line.getCell(x, cell);
    if (read === undefined) break;
    const width = read.getWidth();
    if (width === 0) continue;
    const characters = read.getChars() || ' ';
    const look = readLook(read);
    if (run !== null && sameLook(run, look)) {
      run.text += characters;
      run.end = x + width;
    } else {
      run = { start: x, end: x + width, text: characters, ...look };
      runs.push(run);
    }
    if (characters !== ' ' || showsOnBlank(look)) {
      visibleRuns = runs.length;
      visibleLength = run.text.length;
      visibleEnd = run.end;
    }
  }
  runs.length = visibleRuns;
  const last = runs.at(-1);
  if (last !== undefined) {
    last.text = last.text.slice(0, visibleLength);
    last.end = visibleEnd;
  }
  return runs;
}

type Look = Omit<StyleRun, 'start' | 'end' | 'text'>;

function readLook(cell: IBufferCell): Look {
  return {
    foreground: cell.isFgDefault() ? 'default' : color(cell.isFgRGB(), cell.getFgColor()),
    background: cell.isBgDefault() ? 'default' : color(cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

function color(isRgb: boolean, value: number): string {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : `p${value}`;
}

function sameLook(a: Look, b: Look): boolean {
  return (
    a.foreground === b.foreground &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.inverse === b.inverse
  );
}

function showsOnBlank(look: Look): boolean {
  return look.background !== 'default' || look.inverse || look.underline;
}

/** Only plain blanks: a no-break space is something that was drawn. Linear, unlike a regular expression. */
function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === ' ') end--;
  return text.slice(0, end);
}
