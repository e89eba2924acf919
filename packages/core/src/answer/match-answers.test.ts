import type { AnswerBody, Question } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { thrownBy } from '../testing/thrown-by.ts';
import { answerToPage, matchAnswers } from './match-answers.ts';

const options = (...labels: string[]) => labels.map((label) => ({ label, description: null }));
const colour: Question = {
  question: 'Which colour?',
  header: 'Colour',
  multiSelect: false,
  options: options('Red', 'Green'),
};
const sizes: Question = {
  question: 'Which sizes?',
  header: 'Sizes',
  multiSelect: true,
  options: options('S', 'M', 'L'),
};

const match = (answers: AnswerBody['answers'], questions: readonly Question[] = [colour, sizes]) =>
  Object.fromEntries(matchAnswers(questions, answers));

describe('matchAnswers', () => {
  test('by the question or its header, whatever the case and the blanks', () => {
    const expected = { 'Which colour?': ['Red'], 'Which sizes?': ['S', 'L'] };
    expect(match({ 'Which colour?': 'Red', 'Which sizes?': ['S', 'L'] })).toEqual(expected);
    expect(match({ ' COLOUR ': 'red', sizes: ['s', ' l '] })).toEqual(expected);
  });

  test('labels by their number, anything else as it is', () => {
    expect(match({ Colour: '2', Sizes: ['1', 'XXL'] })).toEqual({
      'Which colour?': ['Green'],
      'Which sizes?': ['S', 'XXL'],
    });
    expect(match({ Colour: 'a shade of 2', Sizes: '7' })).toEqual({
      'Which colour?': ['a shade of 2'],
      'Which sizes?': ['7'],
    });
    expect(match({ Colour: '0', Sizes: 'S' })).toMatchObject({ 'Which colour?': ['0'] });
  });

  test('a label that is a number is that label, not the row', () => {
    const count = { ...colour, question: 'How many?', options: options('3', '2', '1') };
    expect(match({ 'How many?': '1' }, [count])).toEqual({ 'How many?': ['1'] });
  });

  test("the question's own text goes before another one's header", () => {
    const one = { ...colour, question: 'First?', header: 'Second?' };
    const two = { ...colour, question: 'Second?', header: 'x' };
    expect(match({ 'Second?': 'Red', 'First?': 'Green' }, [one, two])).toEqual({
      'First?': ['Green'],
      'Second?': ['Red'],
    });
  });

  test.each<[string, AnswerBody['answers'], string]>([
    ['one is missing', { Colour: 'Red' }, 'No answer was given to "Which sizes?"'],
    ['all are missing', {}, '"Which colour?", "Which sizes?"'],
    ['a key fits none', { Colour: 'Red', Sizes: 'S', Shape: 'x' }, 'no question "Shape"'],
    ['a list is empty', { Colour: [], Sizes: 'S' }, 'is empty'],
    ['there are too many', { Colour: ['Red', 'Green'], Sizes: 'S' }, 'takes one answer, not 2'],
  ])('refused where %s', async (_, answers, sentence) => {
    const error = await thrownBy(() => match(answers));
    expect(error).toMatchObject({ code: 'answer_incomplete', status: 422 });
    expect(error?.message).toContain(sentence);
    expect(error?.details['questions']).toHaveLength(2);
  });

  test('one question is not answered twice under two names', async () => {
    const answers = { Colour: 'Red', 'Which colour?': 'Green', Sizes: 'S' };
    expect(await thrownBy(() => match(answers))).toMatchObject({ code: 'answer_incomplete' });
  });

  test('questions that are not known cannot be answered', async () => {
    expect(await thrownBy(() => match({}, []))).toMatchObject({ code: 'answer_incomplete' });
  });

  test('pages that are not seen yet are answered by header or by question', () => {
    const page = (answers: AnswerBody['answers']) => matchAnswers([colour], answers, ['Sizes']);
    expect([...page({ Colour: 'red', Sizes: ['S', 'own'] })]).toEqual([
      ['Which colour?', ['Red']],
      ['Sizes', ['S', 'own']],
    ]);
    expect([...page({ Colour: 'red', 'Which sizes?': '1' })][1]).toEqual(['Which sizes?', ['1']]);
  });

  test('each page needs its answer, and no other is taken', async () => {
    const missing = await thrownBy(() => matchAnswers([colour], { Colour: 'Red' }, ['Sizes']));
    expect(missing?.message).toContain('No answer was given to "Sizes"');
    const extra = { Colour: 'Red', Sizes: 'S', Third: 'x' };
    expect(await thrownBy(() => matchAnswers([colour], extra, ['Sizes']))).toMatchObject({
      code: 'answer_incomplete',
    });
  });

  test('a page takes its answer by question, however wrapped, or by header; labels as they are shown', () => {
    for (const key of ['Which colour?', 'which\n  colour?', 'colour']) {
      expect(answerToPage(colour, new Map([[key, ['red', 'Own']]]))).toEqual(['Red', 'Own']);
    }
    expect(answerToPage(colour, new Map([['Sizes', ['S']]]))).toBeNull();
  });
});
