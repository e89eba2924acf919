/** How many letters must be changed, added, left out or swapped with their neighbour to get from one word to the other. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          (row[j - 1] ?? Infinity) + 1,
          at(i - 1, j - 1) + same,
          swapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}

/** Words longer than this are compared by their beginning alone. */
const COMPARED = 64;

/** Those of the words that somebody may have meant who wrote `word`: the closest first, three at most. */
export function closest(word: string, words: readonly string[]): string[] {
  const wanted = word.toLowerCase().slice(0, COMPARED);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(words)]
    .map((candidate) => {
      const known = candidate.toLowerCase().slice(0, COMPARED);
      const isPart = wanted.length >= 3 && known.includes(wanted);
      return { candidate, far: isPart ? 0.5 : distance(wanted, known) };
    })
    .filter(({ far }) => far <= allowed)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean "a" or "b"?`; empty where nothing is close. */
export function didYouMean(word: string, words: readonly string[]): string {
  const found = closest(word, words).map((candidate) => JSON.stringify(candidate));
  return found.length === 0 ? '' : ` Did you mean ${found.join(' or ')}?`;
}
