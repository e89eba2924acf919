import { AegisError, type AnswerBody, type Question } from '@aegis/protocol';

/**
 * Answers by the question's whole text, each a list of labels and free texts; by what the caller named it where the question
 * is on a page that has not been seen yet.
 */
export type QuestionAnswers = ReadonlyMap<string, readonly string[]>;

/** The question that a key means: by its own text first, since another one's header may read the same. */
function questionFor(questions: readonly Question[], key: string): Question | undefined {
  const wanted = key.trim().toLowerCase();
  const reads = (text: string | null) => text?.trim().toLowerCase() === wanted;
  return (
    questions.find(({ question }) => reads(question)) ??
    questions.find(({ header }) => reads(header))
  );
}

/** A label by its text or by its number from 1; anything else is free text and stays as it is. */
function labelFor(question: Question, value: string): string {
  const label = question.options.find(
    (option) => option.label.toLowerCase() === value.trim().toLowerCase(),
  );
  if (label) return label.label;
  const number = /^\d{1,3}$/.test(value.trim()) ? Number(value.trim()) : null;
  return (number === null ? null : question.options[number - 1]?.label) ?? value;
}

/**
 * Every question with its answer, by question text or header.
 * @param unseen headers of further pages, whose questions are not known: one answer for each, named by it or by its question
 * @throws AegisError `answer_incomplete` where one is missing, given twice, or a key fits none
 */
export function matchAnswers(
  questions: readonly Question[],
  answers: AnswerBody['answers'],
  unseen: readonly string[] = [],
): QuestionAnswers {
  if (questions.length === 0) throw incomplete(questions, 'What the session asks is not known.');
  const matched = new Map<string, readonly string[]>();
  const later: string[] = [];
  for (const [key, value] of Object.entries(answers)) {
    const values = typeof value === 'string' ? [value] : value;
    if (values.length === 0) throw incomplete(questions, `The answer to "${key}" is empty.`);
    const question = questionFor(questions, key);
    if (!question && later.length < unseen.length) {
      later.push(key);
      matched.set(key, values);
      continue;
    }
    if (!question) {
      throw incomplete(questions, `There is no question "${key}".`);
    }
    if (matched.has(question.question)) {
      throw incomplete(questions, `"${question.question}" is answered twice.`);
    }
    if (values.length > 1 && !question.multiSelect) {
      throw incomplete(questions, `"${question.question}" takes one answer, not ${values.length}.`);
    }
    matched.set(
      question.question,
      values.map((text) => labelFor(question, text)),
    );
  }
  const missing = [
    ...questions.map(({ question }) => question).filter((question) => !matched.has(question)),
    ...(later.length < unseen.length ? unseen : []).filter((header) => !later.includes(header)),
  ];
  if (missing.length > 0) {
    const list = missing.map((question) => `"${question}"`).join(', ');
    throw incomplete(questions, `No answer was given to ${list}.`);
  }
  return matched;
}

/** What is to be answered on the page that is shown; null where nothing was said to it. */
export function answerToPage(
  question: Question,
  answers: QuestionAnswers,
): readonly string[] | null {
  // The screen wraps what it shows.
  const flat = (text: string | null) => text?.replaceAll(/\s+/g, '').toLowerCase();
  const named = (name: string | null) =>
    [...answers].find(([key]) => flat(key) === flat(name))?.[1] ?? null;
  const given = named(question.question) ?? named(question.header);
  return given?.map((value) => labelFor(question, value)) ?? null;
}

function incomplete(questions: readonly Question[], problem: string): AegisError {
  return new AegisError(
    'answer_incomplete',
    `${problem} Pass \`answers\` as {"<question or header>": "<label or text>"} with an answer for every question.`,
    { details: { questions } },
  );
}
