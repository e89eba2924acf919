import { AegisError, type AnswerBody, type Question } from '@aegis/protocol';

/** Answers by the question's whole text, each a list of labels or one free text. */
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
 * @throws AegisError `answer_incomplete` where one is missing, given twice, or a key fits none
 */
export function matchAnswers(
  questions: readonly Question[],
  answers: AnswerBody['answers'],
): QuestionAnswers {
  if (questions.length === 0) throw incomplete(questions, 'What the session asks is not known.');
  const matched = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(answers)) {
    const question = questionFor(questions, key);
    if (!question) {
      throw incomplete(questions, `There is no question "${key}".`);
    }
    if (matched.has(question.question)) {
      throw incomplete(questions, `"${question.question}" is answered twice.`);
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
