import type { Tally } from './tally.ts';

const HEAD = [
  'door',
  'cases',
  'accepted',
  'rejected',
  'guided',
  'reached',
  'slowest ms',
  'peak RSS MB',
  'grown MB',
  's',
];

/** A table in Markdown, so that it can stand in a page as it is. */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => [
    tally.failure === null ? tally.door : `${tally.door} (FAILED)`,
    count(tally.cases),
    count(tally.accepted),
    count(tally.rejected),
    count(tally.guided),
    count(tally.reached),
    tally.slowestMs.toFixed(0),
    megabytes(tally.peakRssBytes),
    megabytes(tally.grownBytes),
    tally.seconds.toFixed(0),
  ]);
  rows.push(totalOf(tallies));
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(HEAD), rule, ...rows.map(line)].join('\n');
}

function totalOf(tallies: readonly Tally[]): string[] {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  const most = (of: (tally: Tally) => number) => Math.max(0, ...tallies.map(of));
  return [
    'all',
    count(sum((one) => one.cases)),
    count(sum((one) => one.accepted)),
    count(sum((one) => one.rejected)),
    count(sum((one) => one.guided)),
    '',
    most((one) => one.slowestMs).toFixed(0),
    megabytes(most((one) => one.peakRssBytes)),
    megabytes(most((one) => one.grownBytes)),
    sum((one) => one.seconds).toFixed(0),
  ];
}

export function failuresOf(tallies: readonly Tally[]): string {
  return tallies
    .flatMap(({ door, failure }) =>
      failure === null
        ? []
        : [
            `${door} ${failure.kind}: ${failure.what}\n  input: ${failure.input}\n  again: npm run fuzz -- ${failure.again.join(' ')}\n`,
          ],
    )
    .join('\n');
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
