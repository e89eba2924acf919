import { AegisError, type AnswerBody, type Question } from '@aegis/protocol';

/** Answers by the question's whole text, each a list of labels or one free text. */
export type QuestionAnswers = ReadonlyMap<string, readonly string[]>;

function matches(question: Question, key: string): boolean {
  const wanted = key.trim().toLowerCase();
  return (
    question.question.trim().toLowerCase() === wanted ||
    question.header?.trim().toLowerCase() === wanted
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
 * @throws AegisError `answer_incomplete` where one is missing or a key fits none
 */
export function matchAnswers(
  questions: readonly Question[],
  answers: AnswerBody['answers'],
): QuestionAnswers {
  const matched = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(answers)) {
    const question = questions.find((candidate) => matches(candidate, key));
    if (!question) {
      throw incomplete(questions, `There is no question "${key}".`);
    }
    const values = typeof value === 'string' ? [value] : value;
    if (values.length === 0) throw incomplete(questions, `The answer to "${key}" is empty.`);
    if (values.length > 1 && !question.multiSelect) {
      throw incomplete(questions, `"${question.question}" takes one answer, not ${values.length}.`);
    }
    matched.set(
      question.question,
      values.map((text) => labelFor(question, text)),
    );
  }
  const missing = questions.filter(({ question }) => !matched.has(question));
  if (missing.length > 0) {
    const list = missing.map(({ question }) => `"${question}"`).join(', ');
    throw incomplete(questions, `No answer was given to ${list}.`);
  }
  return matched;
}

function incomplete(questions: readonly Question[], problem: string): AegisError {
  return new AegisError(
    'answer_incomplete',
    `${problem} Pass \`answers\` as {"<question or header>": "<label or text>"} with an answer for every question.`,
    { details: { questions } },
  );
}
