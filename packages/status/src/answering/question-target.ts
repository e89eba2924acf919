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
  const labels = typeof answer === 'string' ? [answer] : answer;
  const known = labels.every((label) => question.options.some((option) => option.label === label));
  if (question.multiSelect && known) return { type: 'tick', labels };
  const [only] = labels;
  if (only === undefined || labels.length > 1) return null;
  return known ? { type: 'choose', label: only } : { type: 'write', text: only };
}

/** The screen may have wrapped the question, so blanks are not compared. */
function answerTo(question: string, answers: QuestionAnswers): string | readonly string[] | null {
  const flat = (text: string): string => text.replace(/\s+/g, '');
  const key = Object.keys(answers).find((one) => flat(one) === flat(question));
  return key === undefined ? null : (answers[key] ?? null);
}
