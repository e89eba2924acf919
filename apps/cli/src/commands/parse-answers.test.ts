import type { Question } from '@aegis/protocol';
import { describe, expect, test } from 'vitest';
import { parseAnswers, parseReply } from './parse-answers.ts';

const option = (label: string) => ({ label, description: null });
const DATABASE: Question = {
  question: 'Which database?',
  header: 'Database',
  multiSelect: false,
  options: [option('Postgres'), option('SQLite')],
};
const FEATURES: Question = {
  question: 'Which features (a=b)?',
  header: null,
  multiSelect: true,
  options: [option('Auth'), option('Search'), option('Mail')],
};
const QUESTIONS = [DATABASE, FEATURES];

describe('parseAnswers', () => {
  test('takes a question by text, header or number', () => {
    expect(parseAnswers(QUESTIONS, ['Which database?=SQLite'])).toEqual({
      'Which database?': 'SQLite',
    });
    expect(parseAnswers(QUESTIONS, ['Database=a=b', '2=Auth'])).toEqual({
      'Which database?': 'a=b',
      'Which features (a=b)?': ['Auth'],
    });
  });

  test('takes a question that holds an equals sign, and several labels', () => {
    expect(parseAnswers(QUESTIONS, ['Which features (a=b)?=Auth', '2=Mail'])).toEqual({
      'Which features (a=b)?': ['Auth', 'Mail'],
    });
  });

  test.each([
    [['Color=red'], 'names none of the questions'],
    [['Database'], 'names none of the questions'],
    [['Database='], 'holds no answer'],
    [['1=Postgres', '1=SQLite'], 'takes one answer'],
  ])('refuses %j', (texts, sentence) => {
    expect(() => parseAnswers(QUESTIONS, texts)).toThrow(sentence);
  });
});

describe('parseReply', () => {
  test.each([
    [DATABASE, '2', 'SQLite'],
    [DATABASE, ' Postgres ', 'Postgres'],
    [DATABASE, 'Something else, really', 'Something else, really'],
    [DATABASE, '3', null],
    [DATABASE, '0', null],
    [DATABASE, '', null],
    [FEATURES, '1, 3', ['Auth', 'Mail']],
    [FEATURES, '1,9', null],
    [FEATURES, 'none of these', ['none of these']],
  ])('%#: %j', (question, reply, answer) => {
    expect(parseReply(question, reply)).toEqual(answer);
  });
});
