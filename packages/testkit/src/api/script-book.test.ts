import { expect, test } from 'vitest';
import { crash, pretend, bash, say } from '../model/builders.ts';
import { playableByApi } from './playable.ts';
import { ScriptBook } from './script-book.ts';

const said = (book: ScriptBook, prompt: string, occasion: string) => book.find(prompt, occasion);

test('scripts without a prompt are given out in order, the same one to the same prompt', () => {
  const book = new ScriptBook();
  book.addAll([
    { turns: [say('one')] },
    { when: 'known', turns: [say('k')] },
    { turns: [say('two')] },
  ]);
  expect(said(book, 'known', 'a')).toEqual([[say('k')]]);
  expect(said(book, 'x', 'b')).toEqual([[say('one')]]);
  expect(said(book, 'x', 'b')).toEqual([[say('one')]]);
  expect(said(book, 'x', 'c')).toEqual([[say('two')]]);
  expect(said(book, 'x', 'd')).toBe(null);
});

test('a book that replaces another goes on where that one was', () => {
  const first = new ScriptBook();
  first.addAll([{ turns: [say('one')] }]);
  expect(said(first, 'x', 'a')).toEqual([[say('one')]]);
  const second = new ScriptBook(first);
  second.addAll([{ turns: [say('one')] }, { turns: [say('two')] }]);
  expect(said(second, 'x', 'a')).toEqual([[say('one')]]);
  expect(said(second, 'y', 'b')).toEqual([[say('two')]]);
});

test('what only the look-alike can do is refused', () => {
  expect(() => playableByApi([crash()])).toThrow('ends Claude Code');
  expect(() => playableByApi([[say('x'), pretend(bash('x'), 'y')]])).toThrow('pretends a result');
  const script = [say('x'), [bash('x')]];
  expect(playableByApi(script)).toBe(script);
});
