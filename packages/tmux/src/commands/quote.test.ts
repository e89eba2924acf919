import { describe, expect, it } from 'vitest';
import { TmuxError } from '../tmux-error.ts';
import { commandLine, escapeFormat, quoteArgument } from './quote.ts';

describe('quoteArgument', () => {
  it.each([
    ['list-panes', 'list-panes'],
    ['@aegis_session', '@aegis_session'],
    ['', "''"],
    ['two words', "'two words'"],
    ['%12', "'%12'"],
    ['$HOME', "'$HOME'"],
    ['a\\b', "'a\\b'"],
    [';', "';'"],
    ['~', "'~'"],
    ['#{pid}', "'#{pid}'"],
    ["it's", `'it'\\''s'`],
    ['a\nb', `'a'"\\012"'b'`],
    ['\t\r\u007f', `''"\\011\\015\\177"''`],
    ['漢 é 😀', "'漢 é 😀'"],
  ])('%j', (argument, quoted) => {
    expect(quoteArgument(argument)).toBe(quoted);
  });

  it.each(['a\0b', '\ud800'])('refuses %j', (argument) => {
    expect(() => quoteArgument(argument)).toThrow(TmuxError);
  });

  it('never puts a newline on the wire', () => {
    expect(commandLine(['send-keys', '-l', 'a\nb\n'])).not.toContain('\n');
  });
});

describe('escapeFormat', () => {
  it.each([
    ['plain', 'plain'],
    ['#{pid}', '##{pid}'],
    ['#(touch /tmp/x)', '##(touch /tmp/x)'],
    ['a##b', 'a####b'],
    ['#[bold]', '#[bold]'],
    ['##[x]#', '##[x]##'],
  ])('%j', (text, escaped) => {
    expect(escapeFormat(text)).toBe(escaped);
  });
});
