import { expect, test } from 'vitest';
import { decodeKeys } from '../keys/decode-keys.ts';
import {
  openQuestions,
  pressInQuestion,
  type AskedQuestion,
  type QuestionAnswer,
  type QuestionDialog,
} from './question-dialog.ts';

const ONE: AskedQuestion = {
  question: 'Which?',
  header: 'Which',
  multiSelect: false,
  options: [
    { label: 'This', description: 'Small' },
    { label: 'That', description: 'Large' },
  ],
};
const MANY: AskedQuestion = { ...ONE, question: 'What else?', header: 'Else', multiSelect: true };

function press(dialog: QuestionDialog, input: string): QuestionDialog | QuestionAnswer {
  let current = dialog;
  for (const key of decodeKeys(input, true).keys) {
    const step = pressInQuestion(current, key);
    if (step.type === 'closed') return step.answer;
    current = step.dialog;
  }
  return current;
}

const ENTER = '\r';
const DOWN = '\u001b[B';

test('a single choice is sent at once', () => {
  const answers = { 'Which?': 'That' };
  expect(press(openQuestions([ONE]), DOWN + ENTER)).toEqual({ type: 'answered', answers });
  expect(press(openQuestions([ONE]), '2')).toEqual({ type: 'answered', answers });
});

test("a text of one's own", () => {
  const answers = { 'Which?': 'Neither' };
  expect(press(openQuestions([ONE]), `${DOWN}${DOWN}Neither${ENTER}`)).toEqual({
    type: 'answered',
    answers,
  });
  // Nothing was typed: the row stays.
  expect(press(openQuestions([ONE]), DOWN + DOWN + ENTER)).toMatchObject({ type: 'question' });
});

test('several pages are reviewed before they are sent', () => {
  const pages = openQuestions([ONE, MANY]);
  const ticked = `${ENTER}${ENTER}${DOWN}${DOWN}More${DOWN}${ENTER}`;
  expect(press(pages, ticked)).toMatchObject({ page: 2 });
  expect(press(pages, ticked + ENTER)).toEqual({
    type: 'answered',
    answers: { 'Which?': 'This', 'What else?': 'This, More' },
  });
  expect(press(pages, ticked + DOWN + ENTER)).toBe('escaped');
});

test('a tick is taken back by the same key', () => {
  const step = press(openQuestions([MANY]), ENTER + ENTER);
  expect(step).toMatchObject({ pages: [{ ticked: [] }] });
});

test('the ways out', () => {
  expect(press(openQuestions([ONE]), '\u001b')).toBe('escaped');
  expect(press(openQuestions([ONE]), '4')).toBe('to-chat');
});
