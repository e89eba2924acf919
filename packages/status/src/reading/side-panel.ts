import type { ScreenInput } from '../types.ts';

type Line = ScreenInput['lines'][number];

const BORDER = '│';
/** Rows of a rule that ends at the border of a panel. */
const CUT_RULE = /^─{20,}│/;

/**
 * In a wide terminal Claude Code may open a panel at the right (the changed files of a repository), with a border from
 * the first row to the last. The screen without it, as wide as what is left; the same where there is none.
 */
export function withoutSidePanel(input: ScreenInput): ScreenInput {
  const rule = input.lines.findLast((line) => CUT_RULE.test(line.text));
  if (rule === undefined) return input;
  const column = rule.text.indexOf(BORDER);
  const used = input.lines.filter((line) => line.text !== '');
  const bordered = used.filter((line) => characterAt(line.text, column) === BORDER);
  // The last row of the screen may be all of the conversation's.
  if (bordered.length < used.length - 1) return input;
  return { ...input, cols: column, lines: input.lines.map((line) => cutAt(line, column)) };
}

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

function characterAt(text: string, column: number): string | undefined {
  return text[indexOf(text, column)];
}

function cutAt(line: Line, column: number): Line {
  const runs = line.runs.flatMap((run) => {
    if (run.start >= column) return [];
    if (run.end <= column) return [run];
    return [
      { ...run, end: column, text: run.text.slice(0, indexOf(run.text, column - run.start)) },
    ];
  });
  return { ...line, runs, text: line.text.slice(0, indexOf(line.text, column)).trimEnd() };
}
