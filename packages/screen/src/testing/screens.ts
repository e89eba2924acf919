import { createScreen } from '../screen.ts';
import type { ScreenState, Snapshot, StyleRun } from '../types.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a fresh screen shows after some text. */
export async function screenAfter(text: string, size = { cols: 20, rows: 6 }): Promise<Snapshot> {
  const screen = createScreen(size);
  await screen.write(encode(text));
  return screen.snapshot();
}

export const texts = (snapshot: Snapshot): string[] => snapshot.lines.map((line) => line.text);

/** A snapshot as `tmux capture-pane -e -N` would give it, colours carried from row to row. */
export function captureOf(snapshot: Snapshot): ScreenState {
  const { cols, rows, cursor, alternate, title } = snapshot;
  const lines = snapshot.lines.map(({ runs, wrapped }, index) => {
    const drawn = runs.map((run) => `${styleSequence(run)}${run.text}`).join('');
    const end = runs.at(-1)?.end ?? 0;
    // tmux keeps the blanks of a row that goes on, unless a wide character did not fit behind it.
    const moved = wrapped && end === cols - 1 && startsWide(snapshot, index + 1);
    return wrapped && !moved ? `${drawn}\u001b[m${' '.repeat(cols - end)}` : drawn;
  });
  return {
    cols,
    rows,
    cursor,
    alternate,
    title,
    lines,
    wrapped: snapshot.lines.map((line) => line.wrapped),
  };
}

function startsWide(snapshot: Snapshot, index: number): boolean {
  const run = snapshot.lines[index]?.runs[0];
  return run !== undefined && run.end - run.start > Array.from(run.text).length;
}

function styleSequence(run: StyleRun): string {
  const codes = [0];
  if (run.bold) codes.push(1);
  if (run.dim) codes.push(2);
  if (run.italic) codes.push(3);
  if (run.underline) codes.push(4);
  if (run.inverse) codes.push(7);
  return `\u001b[${[...codes, ...colorCodes(38, run.foreground), ...colorCodes(48, run.background)].join(';')}m`;
}

function colorCodes(kind: number, color: string): number[] {
  if (color === 'default') return [];
  if (color.startsWith('p')) return [kind, 5, Number(color.slice(1))];
  const value = Number.parseInt(color.slice(1), 16);
  return [kind, 2, value >> 16, (value >> 8) & 255, value & 255];
}
