import type { Dialog } from '../types.ts';
import type { DialogTarget } from './key-plan.ts';

/** By question: the label of an answer, several labels, or a text of one's own. */
export type QuestionAnswers = Readonly<Record<string, string | readonly string[]>>;

/**
 * What is wanted from the page that is shown. Pages turn by themselves once they are answered, and the last one asks
 * whether to submit; null if the page's question has no answer.
 */
export function questionTarget(dialog: Dialog, answers: QuestionAnswers): DialogTarget | null {
  if (dialog.name === 'question_review') {
    const submit = dialog.options.find((option) => option.role === 'accept');
    return submit === undefined ? null : { type: 'choose', label: submit.label };
  }
  const question = dialog.question;
  if (question === null) return null;
  const answer = answerTo(question.question, answers);
  if (answer === null) return null;
  const given = typeof answer === 'string' ? [answer] : answer;
  const isKnown = (text: string) => question.options.some((option) => option.label === text);
  const own = given.filter((text) => !isKnown(text));
  const [text = null] = own;
  if (own.length > 1) return null;
  if (question.multiSelect) return { type: 'tick', labels: given.filter(isKnown), text };
  const [only] = given;
  if (only === undefined || given.length > 1) return null;
  return text === null ? { type: 'choose', label: only } : { type: 'write', text };
}

/** The screen may have wrapped the question, so blanks are not compared. */
function answerTo(question: string, answers: QuestionAnswers): string | readonly string[] | null {
  const flat = (text: string): string => text.replace(/\s+/g, '');
  const key = Object.keys(answers).find((one) => flat(one) === flat(question));
  return key === undefined ? null : (answers[key] ?? null);
}
