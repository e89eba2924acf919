/**
 * Which rows go on in the next one. tmux has no format for it, but `capture-pane -J` joins exactly those rows: each
 * joined line is walked along the rows that it is made of.
 *
 * @param rows the screen's rows with trailing blanks (`-N`), without escapes
 * @param joined the same rows captured with `-J`, without escapes
 * @returns one flag for each row; all false where the two do not fit together
 */
export function wrappedRows(rows: readonly string[], joined: readonly string[]): boolean[] {
  const wrapped: boolean[] = [];
  for (const line of joined) {
    let at = 0;
    do {
      const row = rows[wrapped.length];
      if (row === undefined) return rows.map(() => false);
      const text = row.trimEnd();
      if (!line.startsWith(text, at)) return rows.map(() => false);
      at += text.length;
      // A joined row keeps its blanks only up to its last written cell.
      at += commonSpaces(row.slice(text.length), line.slice(at));
      wrapped.push(at < line.length);
    } while (at < line.length);
  }
  return wrapped.length === rows.length ? wrapped : rows.map(() => false);
}

function commonSpaces(trailing: string, rest: string): number {
  let length = 0;
  while (length < trailing.length && rest[length] === ' ') length++;
  return length;
}
