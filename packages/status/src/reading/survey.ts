import type { RuleBook } from './rule-book.ts';
import type { ScreenRow } from './rows.ts';

/** Characters of the question that its first row has at least. */
const LEAST = 12;

/** What was said, without the question how Claude is doing: it looks like a message, and may stand there at any time. */
export interface Surveyed {
  texts: readonly ScreenRow[];
  asks: boolean;
}

export function withoutSurvey(texts: readonly ScreenRow[], rules: RuleBook): Surveyed {
  const { survey, messageGlyphs } = rules.wording;
  const at = texts.findLastIndex(
    ({ text, indent }) =>
      indent === 0 &&
      messageGlyphs.includes(text[0] ?? ' ') &&
      isStart(text.slice(2), survey.question),
  );
  if (at < 0) return { texts, asks: false };
  // On a narrow screen both take several rows.
  const next = texts.findIndex((row, index) => index > at && row.indent === 0);
  const below = texts.slice(at + 1, next < 0 ? texts.length : next);
  const asks = below.some((row) => row.text.trim().startsWith(survey.answers));
  if (!rules.holds('turn.survey', asks, () => 'it asks how Claude is doing')) {
    return { texts, asks: false };
  }
  return { texts: texts.toSpliced(at, below.length + 1), asks };
}

/** Whether a row has as much of the sentence as fits. */
function isStart(text: string, sentence: string): boolean {
  return text.length >= LEAST && sentence.startsWith(text);
}
