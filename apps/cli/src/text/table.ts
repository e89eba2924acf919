import stringWidth from 'string-width';

export interface Cell {
  text: string;
  style?: (text: string) => string;
}

/** Rows in aligned columns, two spaces apart; the last column is left as it is. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, { text }] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(text));
    }
  }
  const lines = rows.map((row) =>
    row
      .map(({ text, style }, column) => {
        const padding = column === row.length - 1 ? 0 : (widths[column] ?? 0) - stringWidth(text);
        return `${style ? style(text) : text}${' '.repeat(padding)}`;
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}
